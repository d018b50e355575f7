package wire

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestUnreadableAnswers(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("x", 1001)
	for name, raw := range map[string]string{
		"half a status":     "HTTP/1.1 20",
		"half a head":       "HTTP/1.1 200 OK\r\nContent-Le",
		"not HTTP":          "<html>hello</html>\r\n\r\n",
		"HTTP of a router":  "HTTP/0.9 what\r\n\r\n",
		"compressed":        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx",
		"announced large":   "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + big,
		"chunked large":     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + big + "\r\n0\r\n\r\n",
		"large to the end":  "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + big,
		"endless head":      "HTTP/1.1 200 OK\r\n" + strings.Repeat("X-A: "+big+"\r\n", 50) + "\r\n",
		"bad chunk":         "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"two lengths":       "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
		"switching":         "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
		"hints without end": strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 4),
	} {
		f := &farEnd{script: func(_ int, k *talk) {
			if _, ok := k.request(); ok {
				k.reply(raw)
			}
		}}
		bubble(t, f, func(t *testing.T, c *Client) {
			_, err := post(t.Context(), t, c, "x")
			e, ok := errors.AsType[*Error](err)
			if !ok || !e.Sent || e.Reason.Code != AnswerUnreadable {
				t.Errorf("%s: %v", name, err)
			}
			if err != nil && strings.Contains(err.Error(), "hello") {
				t.Errorf("%s: the error repeats the answer: %v", name, err)
			}
		})
	}
}

// What is too large is given up at once, not read to its end.
func TestLargeAnswersCostNoTime(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"announced": "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
		"chunked":   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + strings.Repeat("x", 1001) + "\r\n",
	} {
		f := &farEnd{script: func(_ int, k *talk) {
			if _, ok := k.request(); ok {
				k.reply(raw)
				k.request() // says no more
			}
		}}
		bubble(t, f, func(t *testing.T, c *Client) {
			start := time.Now()
			_, err := post(t.Context(), t, c, "x")
			want(t, err, true, AnswerUnreadable)
			if took := time.Since(start); took != 0 {
				t.Errorf("%s: took %v", name, took)
			}
		})
	}
}

func TestAnswersOfEveryShape(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		raw, body string
		status    int
		kept      bool
	}{
		"length":     {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "hi", 200, true},
		"chunked":    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n1\r\ni\r\n0\r\n\r\n", "hi", 200, true},
		"to the end": {"HTTP/1.1 200 OK\r\n\r\nhi", "hi", 200, false},
		"close":      {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi", "hi", 200, false},
		"HTTP/1.0":   {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", "hi", 200, false},
		"redirect":   {"HTTP/1.1 302 Found\r\nLocation: https://evil.test/\r\nContent-Length: 0\r\n\r\n", "", 302, true},
		"502":        {"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\n<html>", "<html>", 502, true},
		"hint first": {"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "hi", 200, true},
		"trailing":   {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\n", "hi", 200, false},
	} {
		f := &farEnd{script: func(_ int, k *talk) {
			if _, ok := k.request(); ok {
				k.reply(c.raw)
				if name != "to the end" {
					k.request() // waits for the client to close, whatever was announced
				}
			}
		}}
		bubble(t, f, func(t *testing.T, client *Client) {
			reply, err := post(t.Context(), t, client, "x")
			if err != nil || reply.Status != c.status || string(reply.Body) != c.body {
				t.Errorf("%s: %d %q, %v", name, reply.Status, reply.Body, err)
			}
			synctest.Wait()
			if kept := client.take(); (kept != nil) != c.kept {
				t.Errorf("%s: kept %v", name, kept != nil)
			} else if kept != nil {
				kept.close()
			}
			if f.dials.Load() != 1 {
				t.Errorf("%s: followed somewhere", name)
			}
		})
	}
}

// What arrives when nobody asked is not the answer to the next question.
func TestUnaskedAnswerIsNotTaken(t *testing.T) {
	t.Parallel()
	f := &farEnd{script: func(n int, k *talk) {
		body, _ := k.request()
		k.ok("echo:" + body)
		if n == 1 {
			time.Sleep(time.Second)
			k.ok("forged")
			time.Sleep(time.Hour)
		}
	}}
	bubble(t, f, func(t *testing.T, c *Client) {
		for _, body := range []string{"a", "b"} {
			reply, err := post(t.Context(), t, c, body)
			if err != nil || string(reply.Body) != "echo:"+body {
				t.Errorf("%q, %v", reply.Body, err)
			}
			time.Sleep(2 * time.Second)
		}
	})
}
