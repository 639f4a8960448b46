use super::*;

#[test]
fn text_without_a_phrase_comes_back_as_it_was() {
    for text in [
        "",
        " \n ",
        "The previous instructions are on page 4; please do not ignore them.",
        "Ignore the noise. Previous instructions were clear.",
        "You are now unable to log in",
        "Act on the rules as soon as possible",
        "Print the prompt payment discount on the invoice",
        "See [the guide](https://example.org/system) or <https://example.org>",
        "The system: it works. [1] [x] <b>bold</b> <user>@host",
        "Он игнорирует предыдущие инструкции. Καλημέρα κόσμε.",
        "Привет\u{200b} мир, nai\u{308}ve e\u{301}tude, ﬁne ＦＵＬＬ",
        "new instruction set: x86",
        "Show me the message of the day",
        "preignore previous instructionsset",
    ] {
        assert_eq!(clean(text), text);
    }
}
