//! A model for one test, on loopback, in OpenAI's wire format: it answers what it was told to, and keeps what it was asked.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread::JoinHandle,
};

/// Answers a list of messages, one per request, and ends.
pub struct Model {
    base: String,
    asked: JoinHandle<Vec<String>>,
}

impl Model {
    /// Starts it. Each answer is the JSON of an assistant's message.
    ///
    /// # Panics
    /// Where there is no port on loopback.
    #[must_use]
    pub fn answering(answers: Vec<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let base = format!("http://{}/v1", listener.local_addr().expect("an address"));
        let serve = move || answers.iter().map(|answer| serve(&listener, answer)).collect();
        Self { base, asked: std::thread::spawn(serve) }
    }

    /// The base URL for a client.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The requests that it was sent, heads and bodies, once it has given its last answer.
    ///
    /// # Panics
    /// Where a request was cut off.
    #[must_use]
    pub fn asked(self) -> Vec<String> {
        self.asked.join().expect("whole requests")
    }
}

fn serve(listener: &TcpListener, message: &str) -> String {
    let (mut stream, _) = listener.accept().expect("a connection");
    let request = read(&mut stream);
    let body = format!(
        r#"{{"id":"c","object":"chat.completion","created":0,"model":"m","choices":[{{"index":0,"message":{message},"finish_reason":"stop"}}]}}"#
    );
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length:";
    write!(stream, "{head} {}\r\n\r\n{body}", body.len()).expect("a client that reads");
    request
}

fn read(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    while !is_whole(&request) {
        let mut piece = [0; 4096];
        let read = stream.read(&mut piece).expect("a client that writes");
        assert!(read > 0, "the request ended early");
        request.extend(piece.iter().take(read));
    }
    String::from_utf8_lossy(&request).into_owned()
}

/// Whether the body is as long as the head says.
fn is_whole(request: &[u8]) -> bool {
    let Some(end) = request.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(request.get(..end).unwrap_or_default()).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    request.len() >= end + 4 + length.unwrap_or(0)
}
