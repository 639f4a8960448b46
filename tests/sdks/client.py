"""The official client for Python, against the gateway: unchanged but for its base URL.

The provider behind it is the test's own. Every line that is printed is a failure's; the exit code says the rest.
"""

import io
import os

import openai

client = openai.OpenAI(base_url=os.environ["BASE_URL"], api_key=os.environ["CLIENT_KEY"], max_retries=0)
HELLO = [{"role": "user", "content": "hello"}]
SECRET = os.environ["SECRET"]


def chat():
    answer = client.chat.completions.create(model="m", messages=HELLO)
    assert answer.choices[0].message.content == "Hello, wörld.", answer
    raw = client.chat.completions.with_raw_response.create(model="m", messages=HELLO)
    assert raw.headers["x-portcullis-record"], raw.headers


def stream():
    pieces = client.chat.completions.create(model="m", messages=HELLO, stream=True)
    text = "".join(piece.choices[0].delta.content or "" for piece in pieces if piece.choices)
    assert text == "Hello, wörld.", text
    with client.chat.completions.stream(model="leaky", messages=HELLO) as events:
        text = events.get_final_completion().choices[0].message.content
    assert SECRET not in text and text.startswith("use ") and text.endswith(" now"), text


def parallel_tool_calls():
    tools = [{"type": "function", "function": {"name": "refund", "parameters": {"type": "object"}}}]
    answer = client.chat.completions.create(model="tools", messages=HELLO, tools=tools)
    calls = answer.choices[0].message.tool_calls
    assert [call.function.arguments for call in calls] == ['{"amount": 10}'], calls
    with client.chat.completions.stream(model="tools", messages=HELLO, tools=tools) as events:
        choice = events.get_final_completion().choices[0]
    assert [call.function.arguments for call in choice.message.tool_calls] == ['{"amount": 10}'], choice
    assert choice.finish_reason == "tool_calls", choice


def others():
    assert client.embeddings.create(model="m", input="x", encoding_format="float").data[0].embedding == [0.25, 0.5]
    assert client.completions.create(model="m", prompt="x").choices[0].text == "done"
    assert client.responses.create(model="m", input="x").output_text == "Hello, wörld."
    with client.responses.stream(model="m", input="x") as events:
        assert events.get_final_response().output_text == "Hello, wörld."
    assert [model.id for model in client.models.list()] == ["m"]


def files_and_audio():
    content = bytes(range(256)) * 500
    file = client.files.create(file=("a.bin", io.BytesIO(content)), purpose="assistants")
    assert file.bytes == len(content), file
    assert client.files.content("file-1").read() == content
    audio = client.audio.speech.create(model="tts", voice="alloy", input="hi").read()
    assert audio == content


def errors():
    for model, kind, code in [
        ("forbidden", openai.PermissionDeniedError, "policy_denied"),
        ("limited", openai.RateLimitError, "rate"),
    ]:
        for stream in [False, True]:
            try:
                client.chat.completions.create(model=model, messages=HELLO, stream=stream)
            except kind as error:
                assert error.code == code, error
            else:
                raise AssertionError(f"{model} should fail")
    try:
        openai.OpenAI(base_url=os.environ["BASE_URL"], api_key="wrong", max_retries=0).models.list()
    except openai.AuthenticationError:
        pass
    else:
        raise AssertionError("a wrong key should fail")
    try:
        client.batches.list()
    except openai.PermissionDeniedError as error:
        assert error.code == "policy_denied", error
    else:
        raise AssertionError("batches should be denied")


for test in [chat, stream, parallel_tool_calls, others, files_and_audio, errors]:
    test()
