#include "portcullis/test.h"

int main() {
    PC_CHECK(pc_test_configure(R"({"words": ["a", ""]})") == 1);
    PC_CHECK(pc_test_configure(R"({"words": ["swordfish"]})") == 0);
    PC_CHECK(strcmp(pc_test_redact("é swordfish!"), "é [removed]!") == 0);

    // As the host does it with a stream.
    const char *chunks[] = {"a swor", "dfish, a", "n eel"};
    PC_CHECK(strcmp(pc_test_redact_chunks(chunks, 3), "a [removed], an eel") == 0);
    return pc_test_result();
}
