package journal

import (
	"bufio"
	"encoding/json"
	"io"
	"time"
	"unicode/utf8"
)

// exported is a line of Export.
type exported struct {
	Seq          uint64   `json:"seq"`
	Time         string   `json:"time"`
	ClockQuality string   `json:"clock"`
	Board        string   `json:"board"`
	Before       uint64   `json:"before"`
	Stream       string   `json:"stream"`
	Kind         string   `json:"kind"`
	Key          string   `json:"key"`
	Version      int      `json:"version"`
	Open         bool     `json:"open"`
	Index        []string `json:"index"`
	Text         *string  `json:"body,omitempty"`
	Bytes        []byte   `json:"body_base64,omitempty"`
	Prev         Hash     `json:"prev"`
	Hash         Hash     `json:"hash"`
}

// Export writes the entries from Seq from to the newest as JSON Lines, with all that is needed to verify the chain: see the package
// documentation. A slow w holds nothing up.
func (j *Journal) Export(w io.Writer, from uint64) error {
	buffered := bufio.NewWriter(w)
	enc := json.NewEncoder(buffered)
	enc.SetEscapeHTML(false)
	for e, err := range j.Entries(from, 0) {
		if err != nil {
			return err
		}
		if err := enc.Encode(line(&e)); err != nil {
			return err
		}
	}
	return buffered.Flush()
}

func line(e *Entry) exported {
	x := exported{
		Seq: e.Seq, Time: e.Time.Format(time.RFC3339Nano), ClockQuality: e.ClockQuality, Board: e.Board, Before: e.Before,
		Stream: e.Stream, Kind: e.Kind, Key: e.Key, Version: e.Version, Open: e.Open, Index: append([]string{}, e.Index...),
		Prev: e.Prev, Hash: e.Hash,
	}
	if utf8.Valid(e.Body) {
		text := string(e.Body)
		x.Text = &text
	} else {
		x.Bytes = e.Body
	}
	return x
}
