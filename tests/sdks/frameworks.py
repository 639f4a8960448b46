"""An agent of the framework `openai-agents`, unchanged but for its base URL: a tool, then an answer, whole and as a stream."""

import asyncio
import os

from agents import Agent, Runner, function_tool, set_default_openai_api, set_default_openai_client, set_tracing_disabled
from openai import AsyncOpenAI

WANTED = "It is sunny in Paris."


@function_tool
def weather(city: str) -> str:
    """The weather of a city."""
    return f"sunny in {city}"


async def run(api):
    set_default_openai_api(api)
    agent = Agent(name="guide", instructions="Help.", tools=[weather], model="m")
    whole = await Runner.run(agent, "How is the weather in Paris?")
    assert whole.final_output == WANTED, whole
    stream = Runner.run_streamed(agent, "How is the weather in Paris?")
    pieces = []
    async for event in stream.stream_events():
        if event.type == "raw_response_event" and event.data.type == "response.output_text.delta":
            pieces.append(event.data.delta)
    assert ("".join(pieces), stream.final_output) == (WANTED, WANTED), (pieces, stream.final_output)


async def main():
    set_tracing_disabled(True)
    client = AsyncOpenAI(base_url=os.environ["BASE_URL"], api_key=os.environ["CLIENT_KEY"], max_retries=0)
    set_default_openai_client(client, use_for_tracing=False)
    for api in ["responses", "chat_completions"]:
        await run(api)


asyncio.run(main())
