package configs

import (
	"slices"
	"strings"
	"testing"
)

// TestAPrinterIsNamedInTheWayOfItsKind: what another kind needs is told with its line, never ignored.
func TestAPrinterIsNamedInTheWayOfItsKind(t *testing.T) {
	t.Parallel()
	for section, want := range map[string][]string{
		"kind = \"usb\"\nmatch = { model = \"TM-T20II\" }":                  nil,
		"kind = \"usb\"\nmatch = { model = \"TM-T20II\", serial = \"J1\" }": nil,
		"kind = \"usb\"\nmatch = { vid = \"04b8\", pid = \"0e15\" }":        nil,
		"kind = \"usb\"\npath = \"/dev/usb/lp0\"":                           nil,
		"kind = \"usb\"": {"no_port"},
		"kind = \"usb\"\nmatch = { vid = \"04b8\" }":                      {"required"},
		"kind = \"usb\"\npath = \"/dev/usb/lp0\"\naddress = \"10.0.0.5\"": {"only_network"},
		"kind = \"network\"\naddress = \"10.0.0.5\"":                      nil,
		"kind = \"network\"\naddress = \"[fe80::1]:9100\"":                nil,
		"kind = \"network\"\naddress = \"printer.shop.example:9101\"":     nil,
		"kind = \"network\"":                                                        {"required"},
		"kind = \"network\"\naddress = \"10.0.0.5:0\"":                              {"bad_address"},
		"kind = \"network\"\naddress = \"http://10.0.0.5\"":                         {"bad_address"},
		"kind = \"network\"\naddress = \"10.0.0.5\"\npath = \"/dev/ttyS0\"":         {"network_has_address"},
		"kind = \"serial\"\npath = \"/dev/ttyS0\"\nflow = \"dtrdsr\"\npace = 900":   nil,
		"kind = \"serial\"\npath = \"/dev/ttyS0\"\nflow = \"dtr\"":                  {"not_one_of"},
		"kind = \"serial\"\npath = \"/dev/ttyS0\"\npace = 99":                       {"out_of_range"},
		"kind = \"serial\"\nmatch = { vid = \"1\", pid = \"0e15\", model = \"x\" }": {"bad_usb_id", "only_usb_printer"},
	} {
		_, err := Parse("posd.toml", []byte(minimal+"\n[printer]\n"+section+"\n"))
		var got []string
		for _, line := range seen(t, err) {
			for _, problem := range []string{
				"no_port", "required", "only_network", "bad_address", "network_has_address", "not_one_of", "out_of_range", "bad_usb_id", "only_usb_printer",
			} {
				if slices.Contains(strings.Fields(line), problem) {
					got = append(got, problem)
				}
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) || (err != nil) != (want != nil) {
			t.Errorf("%s:\ngot %v (%v), want %v", section, got, err, want)
		}
	}
}
