//! Running calls: one, several at once, or on a thread that waits.

use std::{future::poll_fn, pin::Pin, sync::mpsc, task::Poll, thread};

use async_openai::types::chat::{ChatCompletionMessageToolCalls, ChatCompletionRequestToolMessage};
use tokio::{
    runtime::{Builder, Handle},
    task::JoinSet,
};
use tracing::{Instrument, instrument::WithSubscriber};

use crate::{ToolAdapter, call, message};

impl ToolAdapter {
    /// Runs one call. Whatever becomes of it, the answer is one well-formed message with the call's id.
    ///
    /// Dropping the future drops the handler's too; an effect that it has had by then stays.
    pub async fn execute(&self, call: &ChatCompletionMessageToolCalls) -> ChatCompletionRequestToolMessage {
        let span = call::span(call);
        let (_, content) = self.run(call, &span).instrument(span.clone()).await;
        message::answer(message::id(call), content)
    }

    /// Runs calls at the same time, within tokio on as many threads as it has. The answers come in the calls' order. A
    /// call that fails or panics does not touch the others.
    pub async fn execute_all(&self, calls: &[ChatCompletionMessageToolCalls]) -> Vec<ChatCompletionRequestToolMessage> {
        if Handle::try_current().is_err() {
            return self.execute_together(calls).await;
        }
        let mut running = JoinSet::new();
        for (index, call) in calls.iter().cloned().enumerate() {
            let adapter = self.clone();
            let execute = async move { (index, adapter.execute(&call).await) };
            running.spawn(execute.in_current_span().with_current_subscriber());
        }
        // A task of which nothing is heard, since its runtime goes down, has failed.
        let mut answers: Vec<_> = calls.iter().map(failed).collect();
        while let Some(ended) = running.join_next().await {
            if let Ok((index, answer)) = ended
                && let Some(place) = answers.get_mut(index)
            {
                *place = answer;
            }
        }
        answers
    }

    /// Runs one call, and waits for it on this thread, within an async runtime or without.
    ///
    /// The call runs on a thread of its own, in a runtime of its own. So it gets to its end even where this thread was the
    /// only one of a runtime; but a handler that waits for a task of that runtime would wait for ever.
    #[must_use]
    pub fn execute_blocking(&self, call: &ChatCompletionMessageToolCalls) -> ChatCompletionRequestToolMessage {
        let (adapter, owned) = (self.clone(), call.clone());
        let execute = async move { adapter.execute(&owned).await }.in_current_span().with_current_subscriber();
        let (answer, answered) = mpsc::sync_channel(1);
        let thread = thread::Builder::new().name("portcullis-tool".to_owned()).spawn(move || {
            match Builder::new_current_thread().enable_all().build() {
                // The caller is waiting for it.
                Ok(runtime) => drop(answer.send(runtime.block_on(execute))),
                Err(error) => tracing::error!(%error, "there is no runtime to run a tool in"),
            }
        });
        if let Err(error) = thread {
            tracing::error!(%error, "there is no thread to run a tool on");
        }
        answered.recv().unwrap_or_else(|_| failed(call))
    }

    /// Runs calls at the same time within one task.
    async fn execute_together(
        &self,
        calls: &[ChatCompletionMessageToolCalls],
    ) -> Vec<ChatCompletionRequestToolMessage> {
        let mut running: Vec<_> = calls.iter().map(|call| Running::Yet(Box::pin(self.execute(call)))).collect();
        poll_fn(|context| {
            let mut all = Poll::Ready(());
            for call in &mut running {
                if let Running::Yet(execute) = call {
                    match execute.as_mut().poll(context) {
                        Poll::Ready(answer) => *call = Running::Ended(answer),
                        Poll::Pending => all = Poll::Pending,
                    }
                }
            }
            all
        })
        .await;
        let ended = running.into_iter().zip(calls).map(|(running, call)| match running {
            Running::Ended(answer) => answer,
            Running::Yet(_) => failed(call),
        });
        ended.collect()
    }
}

/// A call that is run together with others.
enum Running<F> {
    Yet(Pin<Box<F>>),
    Ended(ChatCompletionRequestToolMessage),
}

fn failed(call: &ChatCompletionMessageToolCalls) -> ChatCompletionRequestToolMessage {
    message::answer(message::id(call), message::error(message::FAILED))
}
