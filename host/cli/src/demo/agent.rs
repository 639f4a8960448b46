//! An agent's loop: ask the model, run the tools that it calls, tell it what they answered, until it calls none.

use anyhow::{Context, bail};
use async_openai::{
    Client,
    config::OpenAIConfig,
    types::chat::{
        ChatCompletionMessageToolCalls, ChatCompletionRequestAssistantMessageArgs, ChatCompletionRequestMessage,
        ChatCompletionRequestSystemMessage, ChatCompletionRequestToolMessageContent, ChatCompletionRequestUserMessage,
        CreateChatCompletionRequestArgs,
    },
};
use portcullis::text::printable;
use portcullis_openai::ToolAdapter;

use crate::print::{BOLD, DIM, styled};

/// Where a model that never stops calling tools is left alone.
const MAX_TURNS: usize = 16;

pub(super) async fn run(
    client: &Client<OpenAIConfig>,
    model: &str,
    tools: &ToolAdapter,
    task: &str,
) -> anyhow::Result<()> {
    anstream::println!("\n{} {task}", styled(BOLD, "user "));
    let mut messages: Vec<ChatCompletionRequestMessage> = vec![
        ChatCompletionRequestSystemMessage::from("You are a support agent. Use the tools, one at a time.").into(),
        ChatCompletionRequestUserMessage::from(task).into(),
    ];
    for _ in 0..MAX_TURNS {
        let request = CreateChatCompletionRequestArgs::default()
            .model(model)
            .messages(messages.clone())
            .tools(tools.tool_schemas())
            .build()?;
        let answer = client.chat().create(request).await.context("the model did not answer")?;
        let message = answer.choices.into_iter().next().context("the model answered without a choice")?.message;
        let (said, calls) = (message.content.unwrap_or_default(), message.tool_calls.unwrap_or_default());
        if !said.is_empty() {
            anstream::println!("{} {}", styled(BOLD, "model"), printable(&said));
        }
        if calls.is_empty() {
            return Ok(());
        }
        let mut assistant = ChatCompletionRequestAssistantMessageArgs::default();
        messages.push(assistant.content(said).tool_calls(calls.clone()).build()?.into());
        let results = tools.execute_all(&calls).await;
        for (call, result) in calls.iter().zip(results) {
            show(call, &result.content);
            messages.push(result.into());
        }
    }
    bail!("the model still calls tools after {MAX_TURNS} turns")
}

fn show(call: &ChatCompletionMessageToolCalls, result: &ChatCompletionRequestToolMessageContent) {
    if let ChatCompletionMessageToolCalls::Function(call) = call {
        let (name, arguments) = (printable(&call.function.name), printable(&call.function.arguments));
        anstream::println!("      {} {name} {arguments}", styled(DIM, "calls"));
    }
    if let ChatCompletionRequestToolMessageContent::Text(text) = result {
        anstream::println!("      {} {}", styled(DIM, "reads"), printable(text));
    }
}
