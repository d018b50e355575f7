package configs

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"posd/configs/words"
)

// seen returns the faults of an error, one a line: "line key value problem hint".
func seen(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	bad, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("not an *Error: %v", err)
	}
	var lines []string
	for _, f := range bad.Faults {
		lines = append(lines, strings.Join(strings.Fields(fmt.Sprintf("%d %s %s %s %s", f.Line, f.Key, f.Value,
			strings.TrimPrefix(string(f.Problem.Key), "config."), strings.TrimPrefix(string(f.Hint.Key), "config."))), " "))
	}
	return lines
}

// TestEveryFaultAtOnce is the promise: one run tells all, each with its line.
func TestEveryFaultAtOnce(t *testing.T) {
	t.Parallel()
	const doc = `[terminal]
id = "T 1"
language = "fr"
timezone = "Local"
day_ends = 04:00:00
currency = "cny"
bord = "rpi4"

[merchant]
name = "a\u001bb"
mcc = 5411

[gateway]
family = "intl"
url = "http://open-sea.alipay.com"
client_id = "123456789012345678901234567890123"
private_key = "keys/private.pem"
query_waits = ["2s", "2m", 3, "x"]
cancel_waits = []
max_codes = 0
call_timeout = "1h"
[gateway.paths]
pay = "pay.htm"
query = "/q.htm?x"

[[scanner]]
kind = "usb"
[[scanner]]
kind = "serial"
baud = 9601
[scanner.match]
vid = "0C2E"

[printer]
kind = "serial"
path = "/dev/x"
match = { vid = "04b8", pid = "0202" }
paper = 76

[display]
kind = "pole"
path = "/dev/x"
rows = "2"
charset = "ascii"
language = "zh"

[drawer]
kind = "gpio"

[gpio]
buzzer = "GPIO1"
lamp_fault = "GPIO1"

[admin]
listen = "0.0.0.0:8090"
hosts = ["a b"]

[policy]
min_amount = "-1"
scan_timeout = "1s"

[voice]
volume = 3
`
	_, err := Parse("posd.toml", []byte(doc))
	want := []string{
		`2 terminal.id "T 1" bad_id about.terminal.id`,
		`3 terminal.language "fr" bad_language about.terminal.language`,
		`4 terminal.timezone "Local" bad_timezone about.terminal.timezone`,
		`5 terminal.day_ends 04:00:00 wrong_type about.terminal.day_ends`,
		`6 terminal.currency "cny" bad_currency about.terminal.currency`,
		`7 terminal.bord unknown_key hint_did_you_mean`,
		`10 merchant.name "a\u001bb" control_characters about.merchant.name`,
		`11 merchant.mcc 5411 wrong_type about.merchant.mcc`,
		`13 gateway.alipay_public_key required about.gateway.alipay_public_key`,
		`13 gateway.merchant_id required about.gateway.merchant_id`,
		`15 gateway.url "http://open-sea.alipay.com" not_https about.gateway.url`,
		`16 gateway.client_id "123456789012345678901234567890123" too_long about.gateway.client_id`,
		`18 gateway.query_waits[2] "2m" duration_out_of_range about.gateway.query_waits`,
		`18 gateway.query_waits[3] 3 wrong_type about.gateway.query_waits`,
		`18 gateway.query_waits[4] "x" bad_duration about.gateway.query_waits`,
		`19 gateway.cancel_waits entries_out_of_range about.gateway.cancel_waits`,
		`20 gateway.max_codes 0 out_of_range about.gateway.max_codes`,
		`21 gateway.call_timeout "1h" duration_out_of_range about.gateway.call_timeout`,
		`23 gateway.paths.pay "pay.htm" bad_url_path about.gateway.paths.pay`,
		`24 gateway.paths.query "/q.htm?x" bad_url_path about.gateway.paths.query`,
		`27 scanner[1].kind "usb" not_one_of about.scanner.kind`,
		`30 scanner[2].baud 9601 not_one_of about.scanner.baud`,
		`31 scanner[2].match.pid required about.scanner.match.pid`,
		`32 scanner[2].match.vid "0C2E" bad_usb_id about.scanner.match.vid`,
		`37 printer.match path_and_match about.printer.match`,
		`38 printer.paper 76 not_one_of about.printer.paper`,
		`43 display.rows "2" wrong_type about.display.rows`,
		`45 display.language "zh" ascii_chinese about.display.language`,
		`47 drawer.pin "2" bad_pin about.drawer.pin`,
		`51 gpio.buzzer "GPIO1" same_pin about.gpio.buzzer`,
		`55 admin.listen "0.0.0.0:8090" open_without_token about.admin.listen`,
		`56 admin.hosts[1] "a b" bad_host about.admin.hosts`,
		`59 policy.min_amount "-1" bad_amount about.policy.min_amount`,
		`60 policy.scan_timeout "1s" duration_out_of_range about.policy.scan_timeout`,
		`62 voice unknown_key hint_later`,
	}
	got := seen(t, err)
	for i := range max(len(got), len(want)) {
		var g, w string
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Fatalf("fault %d:\n got %s\nwant %s\nall:\n%s", i, g, w, strings.Join(got, "\n"))
		}
	}
}

func TestSingleFaults(t *testing.T) {
	t.Parallel()
	with := func(old, replacement string) string { return strings.Replace(minimal, old, replacement, 1) }
	for name, c := range map[string]struct {
		doc  string
		want []string
	}{
		"fine":        {minimal, nil},
		"not TOML":    {minimal + "a b\n", []string{"16 syntax hint_syntax"}},
		"key twice":   {minimal + "sell_without_paper = true\n", []string{"16 syntax hint_syntax"}},
		"empty":       {"", nil},
		"user in url": {with("https://", "https://u:p@"), []string{"9 gateway.url url_too_much about.gateway.url"}},
		"no host":     {with("https://open-sea.alipay.com", "https://"), []string{`9 gateway.url "https://" bad_url about.gateway.url`}},
		"a relay and keys": {
			with(`"intl"`, "\"acquirer\"\nbackup_urls = [\"http://b\"]\ncancel_window = \"week\""),
			[]string{
				`9 gateway.backup_urls[1] "http://b" not_https about.gateway.backup_urls`,
				`10 gateway.cancel_window "week" not_one_of about.gateway.cancel_window`,
				`12 gateway.client_id "C" other_family hint_other_family`,
				`13 gateway.merchant_id "M" other_family hint_other_family`,
				`14 gateway.private_key "private.pem" other_family hint_other_family`,
				`15 gateway.alipay_public_key "alipay.pem" other_family hint_other_family`,
			},
		},
		"other family's keys": {
			minimal + "[gateway.paths]\nrefund_query = \"/x\"\n", []string{`17 gateway.paths.refund_query "/x" other_family hint_other_family`},
		},
		"ams with intl's keys": {
			with("family = \"intl\"", "family = \"ams\"\nkey_version = \"one\"\npay_expiry = \"1h\""),
			[]string{
				`5 merchant.mcc required about.merchant.mcc`,
				`5 merchant.seller_id required about.merchant.seller_id`,
				`5 merchant.store_id required about.merchant.store_id`,
				`9 gateway.key_version "one" bad_key_version about.gateway.key_version`,
				`10 gateway.pay_expiry "1h" duration_out_of_range about.gateway.pay_expiry`,
				`13 gateway.merchant_id "M" other_family hint_other_family`,
			},
		},
		"wrong family":  {with(`"intl"`, `"international"`), []string{`8 gateway.family "international" not_one_of about.gateway.family`}},
		"huge number":   {minimal + "[printer]\nbaud = 9223372036854775807\n", []string{"17 printer.baud 9223372036854775807 too_big about.printer.baud"}},
		"section value": {with("[merchant]\nname = \"店\"\n", ""), []string{"0 merchant.name required about.merchant.name"}},
		"missing last": {
			with("[merchant]\nname = \"店\"\n", "") + "[weather]\n",
			[]string{"14 weather unknown_key hint_unknown_key", "0 merchant.name required about.merchant.name"},
		},
		"one scanner":   {minimal + "[scanner]\nkind = \"serial\"\n", []string{"16 scanner wrong_type about.scanner"}},
		"printer twice": {minimal + "[[printer]]\n[[printer]]\n", []string{"16 printer wrong_type about.printer"}},
		"amount source": {minimal + "[[amount_source]]\nkind = \"keypad\"\n", []string{"16 amount_source unknown_key hint_later"}},
		"far off":       {minimal + "[weather]\n", []string{"16 weather unknown_key hint_unknown_key"}},
		"two devices": {
			minimal + "[printer]\nkind = \"serial\"\npath = \"/dev/x\"\n[display]\nkind = \"pole\"\npath = \"/dev/x\"\nbaud = 2400\n",
			[]string{`21 display.path "/dev/x" same_port about.display.path`},
		},
		"no device": {minimal + "[display]\nkind = \"pole\"\n", []string{"16 display.path no_port about.display.path"}},
		"no printer": {
			with("sell_without_paper = true", ""), []string{"14 policy.sell_without_paper no_printer about.policy.sell_without_paper"},
		},
		"no codes to show": {
			with(`"intl"`, `"spot"`) + "[show_code]\nenabled = true\nvalid_for = \"1s\"\npaper = true\n", []string{
				`5 merchant.seller_id required about.merchant.seller_id`, `5 merchant.store_id required about.merchant.store_id`,
				`10 gateway.client_id "C" other_family hint_other_family`, `11 gateway.merchant_id "M" bad_partner about.gateway.merchant_id`,
				`17 show_code.enabled true no_codes_to_show about.show_code.enabled`,
				`18 show_code.valid_for "1s" duration_out_of_range about.show_code.valid_for`,
				`19 show_code.paper true paper_without_printer about.show_code.paper`,
			},
		},
		"drawer at nothing":  {minimal + "[drawer]\nkind = \"printer\"\n", []string{`17 drawer.kind "printer" drawer_without_printer about.drawer.kind`}},
		"contact of nothing": {minimal + "[drawer]\nsense = \"printer\"\n", []string{`17 drawer.sense "printer" sense_without_drawer about.drawer.sense`}},
		"contact of the drawer": {
			minimal + "[drawer]\nkind = \"gpio\"\npin = \"P1\"\nsense = \"P1\"\nopen_is = \"up\"\nleft_open = \"2s\"\n",
			[]string{
				`19 drawer.sense "P1" same_pin about.drawer.sense`, `20 drawer.open_is "up" not_one_of about.drawer.open_is`,
				`21 drawer.left_open "2s" duration_out_of_range about.drawer.left_open`,
			},
		},
		"limit of a role":     {minimal + "[staff.cashier]\nrefund_max = \"much\"\n", []string{`17 staff.cashier.refund_max "much" bad_amount about.staff.cashier.refund_max`}},
		"pin of the drawer":   {minimal + "[drawer]\nkind = \"gpio\"\npin = \"P1\"\n[gpio]\nbuzzer = \"P1\"\n", []string{`20 gpio.buzzer "P1" same_pin about.gpio.buzzer`}},
		"long socket":         {minimal + "[admin]\nsocket = \"/" + strings.Repeat("s", 107) + "\"\n", []string{`17 admin.socket "/` + strings.Repeat("s", 107) + `" socket_too_long about.admin.socket`}},
		"listen without port": {minimal + "[admin]\nlisten = \"127.0.0.1\"\n", []string{`17 admin.listen "127.0.0.1" bad_listen about.admin.listen`}},
		"loopback six":        {minimal + "[admin]\nlisten = \"[::1]:8090\"\n", nil},
		"all interfaces":      {minimal + "[admin]\nlisten = \":8090\"\n", []string{`17 admin.listen ":8090" open_without_token about.admin.listen`}},
		"with a token":        {minimal + "[admin]\nlisten = \":8090\"\ntoken_file = \"t\"\n", nil},
		"waits in all": {
			with("[policy]", "query_waits = [\"60s\", \"60s\", \"60s\", \"1s\"]\n[policy]"),
			[]string{"14 gateway.query_waits 3m1s waits_too_long about.gateway.query_waits"},
		},
		"five scanners": {minimal + strings.Repeat("[[scanner]]\nkind = \"none\"\n", 5), []string{
			`16 scanner too_many about.scanner`, `17 scanner[1].kind "none" not_one_of about.scanner.kind`,
			`19 scanner[2].kind "none" not_one_of about.scanner.kind`, `21 scanner[3].kind "none" not_one_of about.scanner.kind`,
			`23 scanner[4].kind "none" not_one_of about.scanner.kind`, `25 scanner[5].kind "none" not_one_of about.scanner.kind`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse("posd.toml", []byte(c.doc))
			got := seen(t, err)
			if name == "empty" {
				if len(got) < 7 {
					t.Errorf("got only %q", got)
				}
				return
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestTooLargeIsNotRead(t *testing.T) {
	t.Parallel()
	_, err := Parse("posd.toml", []byte(minimal+strings.Repeat("#", maxSize)))
	if got := seen(t, err); !slices.Equal(got, []string{"0 too_large hint_too_large"}) {
		t.Errorf("got %q", got)
	}
}

func TestFaultReadsInBothLanguages(t *testing.T) {
	t.Parallel()
	_, err := Parse("posd.toml", []byte(minimal+"[printer]\nbaud = \"fast\"\n"))
	bad, ok := errors.AsType[*Error](err)
	if !ok || len(bad.Faults) != 1 {
		t.Fatalf("got %v", err)
	}
	f := bad.Faults[0]
	for _, c := range []struct{ got, want string }{
		{f.Text(words.En), `posd.toml:17: printer.baud = "fast": must be a whole number, not text in "quotes"`},
		{f.Text(words.Zh), `posd.toml:17: printer.baud = "fast": 应为整数，却是带引号的文字`},
		{f.Advice(words.Zh), "波特率，见打印机自检页，例如 19200"},
		{err.Error(), f.Text(words.En) + " (the speed on the printer's self-test page, such as 19200)"},
		{Fault{Key: "a", Problem: words.Say("config.required")}.Text(words.En), "a: is missing"},
		{Fault{File: "f", Problem: words.Say("config.required")}.Text(words.En), "f: is missing"},
	} {
		if c.got != c.want {
			t.Errorf("got  %s\nwant %s", c.got, c.want)
		}
	}
}

// TestSecretsAreNeverRepeated pastes a secret wherever a technician might and
// looks for it in what is reported.
func TestSecretsAreNeverRepeated(t *testing.T) {
	t.Parallel()
	const canary = "c4n4ryc4n4ry"
	rsaKey := "MIIEvQIBADANBgkq" + strings.Repeat(canary+"/", 100) + "=="
	pem := "-----BEGIN PRIVATE KEY-----\n" + canary + "\n-----END PRIVATE KEY-----"
	for name, doc := range map[string]string{
		"unknown key":      minimal + "api_token = \"" + canary + "\"\n",
		"unknown section":  minimal + "[secrets]\nkey = \"" + canary + "\"\n",
		"pasted key":       strings.Replace(minimal, `"private.pem"`, `"`+rsaKey+`"`, 1),
		"pasted PEM":       strings.Replace(minimal, `"private.pem"`, `"""`+pem+`"""`, 1),
		"PEM in one line":  strings.Replace(minimal, `"private.pem"`, `"`+strings.ReplaceAll(pem, "\n", " ")+`"`, 1),
		"key as client":    strings.Replace(minimal, `client_id = "C"`, `client_id = "`+rsaKey+`"`, 1),
		"token as client":  strings.Replace(minimal, `client_id = "C"`, `client_id = "`+strings.Repeat(canary, 5)+`"`, 1),
		"start of a PEM":   strings.Replace(minimal, `merchant_id = "M"`, `merchant_id = "-----BEGIN KEY `+canary+`"`, 1),
		"public as path":   strings.Replace(minimal, `"alipay.pem"`, `"`+rsaKey+`"`, 1),
		"as a number":      strings.Replace(minimal, `"private.pem"`, "[\""+canary+"\"]", 1),
		"broken string":    minimal + "token = \"" + canary + "\n",
		"bare PEM":         minimal + pem + "\n",
		"bare text":        minimal + canary + "\n",
		"password in url":  strings.Replace(minimal, "https://", "https://user:"+canary+"@", 1),
		"list for a token": minimal + "[admin]\ntoken_file = [\"" + canary + "\"]\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse("posd.toml", []byte(doc))
			bad, ok := errors.AsType[*Error](err)
			if !ok {
				t.Fatalf("got %v", err)
			}
			for _, f := range bad.Faults {
				if strings.Contains(fmt.Sprintf("%+v", f), canary) || strings.Contains(f.Text(words.Bilingual), canary) {
					t.Errorf("secret shown: %s", f.Text(words.En))
				}
			}
		})
	}
}

func TestTokenPastedForAPathIsNotRepeated(t *testing.T) {
	t.Parallel()
	cfg, err := Parse(filepath.Join(t.TempDir(), "posd.toml"), []byte(minimal+"[admin]\ntoken_file = \"c4n4ry\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := cfg.CheckFiles(); err == nil || strings.Contains(err.Error(), "c4n4ry") {
		t.Errorf("got %v", err)
	}
}

func TestCheckFiles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		prepare func(t *testing.T, private, public string)
		want    []string
	}{
		{"fine", func(*testing.T, string, string) {}, nil},
		{
			"group reads the private key", func(t *testing.T, private, _ string) { chmod(t, private, 0o640) },
			[]string{`12 gateway.private_key "private.pem" file_open_to_others hint_chmod_600`},
		},
		{
			"anybody writes the public key", func(t *testing.T, _, public string) { chmod(t, public, 0o666) },
			[]string{`13 gateway.alipay_public_key "alipay.pem" file_writable_by_others hint_chmod_644`},
		},
		{
			"both are wrong", func(t *testing.T, private, public string) {
				remove(t, private)
				if err := os.Truncate(public, 0); err != nil {
					t.Fatal(err)
				}
			},
			[]string{
				`12 gateway.private_key "private.pem" file_missing about.gateway.private_key`,
				`13 gateway.alipay_public_key "alipay.pem" file_empty about.gateway.alipay_public_key`,
			},
		},
		{
			"a folder", func(t *testing.T, private, _ string) {
				remove(t, private)
				if err := os.Mkdir(private, 0o700); err != nil {
					t.Fatal(err)
				}
			},
			[]string{`12 gateway.private_key "private.pem" file_not_regular about.gateway.private_key`},
		},
		{
			"under a file", func(t *testing.T, private, public string) {
				remove(t, private)
				if err := os.Symlink(filepath.Join(public, "x"), private); err != nil {
					t.Fatal(err)
				}
			},
			[]string{`12 gateway.private_key "private.pem" file_unreadable about.gateway.private_key`},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			private, public := filepath.Join(dir, "private.pem"), filepath.Join(dir, "alipay.pem")
			for path, mode := range map[string]os.FileMode{private: 0o600, public: 0o644} {
				if err := os.WriteFile(path, []byte("key"), mode); err != nil {
					t.Fatal(err)
				}
				chmod(t, path, mode)
			}
			c.prepare(t, private, public)
			cfg, err := Parse(filepath.Join(dir, "posd.toml"), []byte(minimal))
			if err != nil {
				t.Fatal(err)
			}
			if got := seen(t, cfg.CheckFiles()); !slices.Equal(got, c.want) {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
		})
	}
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

// TestOthersReportInTheSameForm is for whoever finds a fault later than Parse.
func TestOthersReportInTheSameForm(t *testing.T) {
	t.Parallel()
	cfg, err := Parse("posd.toml", []byte(minimal+"[printer]\nprofile = \"tm-x\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := seen(t, Invalid(
		cfg.Fault("terminal.board", words.Say("config.required"), words.Message{}),
		cfg.Fault("printer.profile", words.Say("config.not_one_of", "a, b"), words.Message{}),
	))
	want := []string{`1 terminal.board required about.terminal.board`, `17 printer.profile "tm-x" not_one_of about.printer.profile`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"baud", "path", "match", "kind", "suffix"}
	for name, want := range map[string]string{
		"buad": "baud", "paht": "path", "sufix": "suffix", "matches": "match", "x": "", "voltage": "", "": "", "端口": "",
	} {
		if got := nearest(name, known); got != want {
			t.Errorf("nearest(%q) = %q, want %q", name, got, want)
		}
	}
}

// FuzzParse holds Parse to: no panic, errors of one kind, lines that exist, one
// line of text for each fault, and a Config that validates when it is returned.
func FuzzParse(f *testing.F) {
	names, err := filepath.Glob("samples/*.toml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, doc := range []string{
		"", minimal, "a.b.c.d.e.f.g.h = 1", "[[a]]\n[a.b]\n[[a.c]]\nx=[{y=[1]}]", "\"\\n\" = 1", "[gateway]\npaths = {}\n", "x = [\n1,\n[2]]",
	} {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		cfg, err := Parse("posd.toml", data)
		if err == nil {
			if err := cfg.Validate(); err != nil {
				t.Errorf("parsed, but: %v", err)
			}
			return
		}
		bad, ok := errors.AsType[*Error](err)
		if !ok || len(bad.Faults) == 0 {
			t.Fatalf("not an *Error: %v", err)
		}
		for _, fault := range bad.Faults {
			if fault.Line < 0 || fault.Line > 1+strings.Count(string(data), "\n") {
				t.Errorf("line %d does not exist", fault.Line)
			}
			if text := fault.Text(words.Bilingual) + fault.Advice(words.Bilingual); strings.ContainsAny(text, "\n\r\x1b") {
				t.Errorf("fault breaks the line: %q", text)
			}
		}
	})
}
