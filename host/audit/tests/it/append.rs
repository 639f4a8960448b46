//! Many tasks, one chain.

use std::collections::BTreeMap;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::{SystemTime, UNIX_EPOCH};

use portcullis_audit::{AppendError, Body, Log, MAX_LINE_BYTES, Reader, verify, verify_file};

use crate::support::{append_all, block_on, decision};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_of_many_tasks_form_one_chain_and_each_receipt_is_its_records() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let (log, _) = Log::open(&path).unwrap();
    let tasks: Vec<_> = (0..50)
        .map(|task| {
            let log = log.clone();
            tokio::spawn(async move {
                let mut receipts = vec![];
                for round in 0..4 {
                    let id = format!("{task}-{round}");
                    let receipt = log.append(decision(&id)).await.unwrap();
                    receipts.push((id, receipt));
                }
                receipts
            })
        })
        .collect();
    let mut receipts = BTreeMap::new();
    for task in tasks {
        let of_task = task.await.unwrap();
        assert!(of_task.is_sorted_by_key(|(_, receipt)| receipt.seq));
        receipts.extend(of_task);
    }

    assert_eq!(verify_file(&path).unwrap().records, 200);
    for record in Reader::open(&path).unwrap() {
        let record = record.unwrap();
        let Body::Decision(decision) = record.body else {
            panic!("no decision");
        };
        let receipt = receipts.remove(&decision.id).unwrap();
        assert_eq!((receipt.seq, receipt.hash), (record.seq, record.hash));
    }
    assert!(receipts.is_empty());
}

/// More than the queue holds, and nobody runs the writer's thread for us: whoever comes late waits for a place.
#[test]
fn more_records_than_the_queue_holds_wait_and_are_written() {
    let log = Log::in_memory();
    let mut appends: Vec<_> = (0..3000).map(|id| Box::pin(log.append(decision(&id.to_string())))).collect();
    for append in &mut appends {
        let mut context = Context::from_waker(Waker::noop());
        let _ = append.as_mut().poll(&mut context);
    }
    drop(appends);
    append_all(&log, [1]);
    let memory = log.memory().unwrap().clone();
    drop(log);
    assert!(verify(memory.bytes().as_slice()).unwrap().records > 1000);
}

#[test]
fn a_record_is_written_even_if_nobody_waits_for_it_any_more() {
    let log = Log::in_memory();
    let mut append = Box::pin(log.append(decision("0")));
    let mut context = Context::from_waker(Waker::noop());
    let _ = append.as_mut().poll(&mut context);
    drop(append);
    assert_eq!(block_on(log.append(decision("1"))).unwrap().seq, 1);
}

#[test]
fn dropping_the_last_handle_writes_what_is_queued() {
    let log = Log::in_memory();
    let memory = log.memory().unwrap().clone();
    let mut context = Context::from_waker(Waker::noop());
    for id in 0..20 {
        let _ = pin!(log.append(decision(&id.to_string()))).poll(&mut context);
    }
    let other = log.clone();
    drop(log);
    drop(other);
    assert_eq!(memory.records().len(), 20);
}

#[test]
fn a_record_that_no_verifier_would_read_is_refused_and_the_log_goes_on() {
    let log = Log::in_memory();
    let mut long = decision("0");
    long.payload.content = Some("x".repeat(MAX_LINE_BYTES));
    let error = block_on(log.append(long)).unwrap_err();
    assert!(matches!(error, AppendError::TooLong { bytes } if bytes > MAX_LINE_BYTES));
    append_all(&log, 1..3);
    let verified = verify(log.memory().unwrap().bytes().as_slice()).unwrap();
    assert_eq!(verified.records, 2);
}

#[test]
fn handles_and_futures_go_to_other_threads() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let log = is_send(Log::in_memory());
    block_on(is_send(log.append(decision("0")))).unwrap();
}

#[test]
fn a_record_states_the_time_of_its_writing() {
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    let log = Log::in_memory();
    let before = now();
    append_all(&log, [0]);
    let time = u128::from(log.memory().unwrap().records()[0].time_ms);
    assert!((before..=now()).contains(&time));
}
