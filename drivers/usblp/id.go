package usblp

import "strings"

// ID is what a printer tells of itself in its IEEE 1284 device id.
type ID struct {
	Maker    string   // MFG or MANUFACTURER
	Model    string   // MDL or MODEL
	Commands []string // CMD or COMMAND SET, such as "ESC/POS"
	Serial   string   // SN, SERN or SERIALNUMBER; few have it
}

// ParseID reads an IEEE 1284 device id: "key:value;" again and again, keys in any case, blanks
// around both. It is total; what is not understood is left out, and of a key that is there twice the
// first counts. Source: IEEE 1284-2000, 7.6; usblp shows it without the length in front.
func ParseID(text string) ID {
	var id ID
	for field := range strings.SplitSeq(text, ";") {
		key, value, ok := strings.Cut(field, ":")
		if value = strings.TrimSpace(value); !ok || value == "" {
			continue
		}
		switch strings.ToUpper(strings.TrimSpace(key)) {
		case "MFG", "MANUFACTURER":
			first(&id.Maker, value)
		case "MDL", "MODEL":
			first(&id.Model, value)
		case "SN", "SERN", "SERIALNUMBER":
			first(&id.Serial, value)
		case "CMD", "COMMAND SET":
			for c := range strings.SplitSeq(value, ",") {
				id.Commands = append(id.Commands, strings.TrimSpace(c))
			}
		}
	}
	return id
}

func first(to *string, value string) {
	if *to == "" {
		*to = value
	}
}

// Is reports whether the printer is of that model, named with or without its maker.
func (id ID) Is(model string) bool {
	return strings.EqualFold(model, id.Model) || strings.EqualFold(model, id.Maker+" "+id.Model)
}
