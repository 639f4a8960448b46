"""Asks the same as each user who is named, with their tokens from `tokens.txt`, and says what they got."""

import os
import sys

import openai

tokens = dict(line.split() for line in open("tokens.txt"))
for user in sys.argv[1:]:
    client = openai.OpenAI(api_key=tokens[user], base_url=os.environ.get("GATEWAY", "http://127.0.0.1:8080/v1"))
    hello = [{"role": "user", "content": "What is a portcullis?"}]
    try:
        answer = client.chat.completions.create(model="gpt-4.1", max_tokens=10_000, messages=hello)
        print(f"{user}: {answer.choices[0].message.content} ({answer.model})")
    except openai.PermissionDeniedError as denied:
        print(f"{user}: denied, {denied.body['message']}")
