package main

import (
	"portcullis"
	"portcullis/portcullistest"
	"testing"
)

func TestAWordIsReplaced(t *testing.T) {
	words := &Words{}
	if err := words.Configure(portcullis.MustParse(`{"words": ["swordfish"]}`)); err != nil {
		t.Fatal(err)
	}
	if text, err := portcullistest.Redact(words, "é swordfish!"); err != nil || text != "é [removed]!" {
		t.Errorf("it is %q, %v", text, err)
	}
	// As the host does it with a stream.
	text, err := portcullistest.RedactChunks(words, "a swor", "dfish, a", "n eel")
	if err != nil || text != "a [removed], an eel" {
		t.Errorf("it is %q, %v", text, err)
	}
}

func TestAnEmptyWordIsRefused(t *testing.T) {
	if err := (&Words{}).Configure(portcullis.MustParse(`{"words": ["a", ""]}`)); err == nil {
		t.Error("it passed")
	}
}
