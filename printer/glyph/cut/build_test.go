package main

import (
	"bytes"
	"os"
	"testing"
)

// TestTheFileIsWhatTheFontsGive: nobody has edited it, and no font has changed under it.
func TestTheFileIsWhatTheFontsGive(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("draws every glyph")
	}
	thai, err := fetchThai(t.Context(), "GOPROXY=off")
	if err != nil {
		t.Skip("Noto Sans Thai is not in the module cache")
	}
	emoji, err := fetchEmoji(t.Context(), "npm_config_offline=true")
	if err != nil {
		t.Skip("Noto Emoji is not in npm's cache")
	}
	want, err := build(thai, emoji)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../glyphs.bin")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("glyphs.bin has %d bytes, the fonts give %d: go generate ./printer/glyph", len(got), len(want))
	}
}
