package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/relay"
)

// codeJSON asks for a code, or tells one; revoke asks with its names.
type codeJSON struct {
	Merchant string `json:"merchant"`
	Terminal string `json:"terminal"`
	Hours    int    `json:"hours,omitempty"`
	Code     string `json:"code,omitempty"`
	Until    string `json:"until,omitempty"`
}

// terminalJSON is a terminal as posrelay terminals tells it.
type terminalJSON struct {
	Merchant   string    `json:"merchant"`
	Name       string    `json:"name"`
	Generation int       `json:"generation"`
	Revoked    bool      `json:"revoked"`
	Changed    time.Time `json:"changed"`
}

// localTime bounds a command's question to the relay that runs.
const localTime = 15 * time.Second

// local asks the relay that runs, over its socket.
func (c *invocation) local(ctx context.Context, path string, ask, into any) error {
	cfg, err := configs.LoadRelay(c.config)
	if err != nil {
		return err
	}
	text, err := json.Marshal(ask)
	if err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(ctx, localTime)
	defer stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://posrelay"+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", cfg.Relay.Socket)
		},
	}}
	answer, err := client.Do(request)
	if err != nil {
		return &toldError{words.Say("relay.not_running", err.Error()), words.Say("relay.not_running_do")}
	}
	defer func() { _ = answer.Body.Close() }() // it is read to its end
	told, err := io.ReadAll(io.LimitReader(answer.Body, 64<<20))
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return &toldError{words.Say("relay.refused", string(bytes.TrimSpace(told))), words.Message{}}
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(told, into)
}

// listenLocal opens the socket of the commands. Its rights are those of its owner alone.
func listenLocal(path string) (net.Listener, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var lc net.ListenConfig
	l, err := lc.Listen(context.Background(), "unix", path)
	if err != nil {
		return nil, err
	}
	return l, os.Chmod(path, 0o600)
}

// localHandler answers the commands.
func localHandler(r *relay.Relay, merchants map[string]bool) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /code", func(w http.ResponseWriter, q *http.Request) {
		var ask codeJSON
		if !readLocal(w, q, &ask) {
			return
		}
		if !merchants[ask.Merchant] {
			http.Error(w, "no such merchant", http.StatusUnprocessableEntity)
			return
		}
		life := time.Duration(ask.Hours) * time.Hour
		var err error
		if ask.Code, err = r.Registry().NewCode(q.Context(), ask.Merchant, ask.Terminal, life); err != nil {
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
			return
		}
		ask.Until = time.Now().Add(life).Format(time.RFC3339)
		writeLocal(w, ask)
	})
	mux.HandleFunc("POST /revoke", func(w http.ResponseWriter, q *http.Request) {
		var ask codeJSON
		if !readLocal(w, q, &ask) {
			return
		}
		if err := r.Registry().Revoke(q.Context(), ask.Merchant, ask.Terminal); err != nil {
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
			return
		}
		writeLocal(w, ask)
	})
	mux.HandleFunc("POST /terminals", func(w http.ResponseWriter, _ *http.Request) {
		list := []terminalJSON{}
		for _, t := range r.Registry().Terminals() {
			list = append(list, terminalJSON{t.Merchant, t.Name, t.Generation, t.Revoked, t.Changed})
		}
		writeLocal(w, list)
	})
	return mux
}

func readLocal(w http.ResponseWriter, q *http.Request, into any) bool {
	if err := json.NewDecoder(q.Body).Decode(into); err != nil {
		http.Error(w, "not JSON", http.StatusBadRequest)
		return false
	}
	return true
}

func writeLocal(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // who asked may have gone
}
