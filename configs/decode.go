package configs

import (
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/pelletier/go-toml/v2"

	"posd/configs/words"
)

// decoder lays a document over a Config and collects the faults of keys and
// types, where a library's decoder would stop at the first.
type decoder struct {
	src    source
	faults []Fault
}

// table lays the keys of a table over the struct out.
func (d *decoder) table(at string, in map[string]any, out reflect.Value) {
	fields := fieldsOf(out)
	for _, name := range slices.Sorted(maps.Keys(in)) {
		key := join(at, name)
		if field, ok := fields[name]; ok {
			d.value(key, in[name], field)
		} else {
			d.unknown(key, name, slices.Collect(maps.Keys(fields)))
		}
	}
}

// value lays one value over out.
func (d *decoder) value(key string, in any, out reflect.Value) {
	switch p := out.Addr().Interface().(type) {
	case *time.Duration:
		parsed(d, key, in, p, time.ParseDuration, "config.bad_duration")
	case *TimeOfDay:
		parsed(d, key, in, p, ParseTimeOfDay, "config.bad_time")
	case *words.Lang:
		parsed(d, key, in, p, words.ParseLang, "config.bad_language")
	case *int:
		d.integer(key, in, p)
	case *bool:
		set(d, key, in, p)
	default:
		d.composite(key, in, out)
	}
}

// composite lays a value over a text of whatever type, a struct or a slice.
func (d *decoder) composite(key string, in any, out reflect.Value) {
	switch {
	case out.Kind() == reflect.String:
		var text string
		if set(d, key, in, &text) {
			out.SetString(text)
		}
	case out.Kind() == reflect.Struct:
		var keys map[string]any
		if set(d, key, in, &keys) {
			d.table(key, keys, out)
		}
	default:
		d.list(key, in, out)
	}
}

// list replaces a slice by the entries given. Each new one starts as the default
// list's first if that is a table.
func (d *decoder) list(key string, in any, out reflect.Value) {
	var entries []any
	if !set(d, key, in, &entries) {
		return
	}
	list := reflect.MakeSlice(out.Type(), len(entries), len(entries))
	for i, entry := range entries {
		if out.Type().Elem().Kind() == reflect.Struct && out.Len() > 0 {
			list.Index(i).Set(out.Index(0))
		}
		d.value(key+"["+strconv.Itoa(i+1)+"]", entry, list.Index(i))
	}
	out.Set(list)
}

// integer sets a whole number of at most 32 bits, on every machine the same.
func (d *decoder) integer(key string, in any, out *int) {
	var n int64
	if !set(d, key, in, &n) {
		return
	}
	if n < math.MinInt32 || n > math.MaxInt32 {
		d.fault(key, words.Say("config.too_big"), words.Message{})
		return
	}
	*out = int(n)
}

// unknown reports a key that this version does not know.
func (d *decoder) unknown(key, name string, known []string) {
	hint := words.Say("config.hint_unknown_key")
	if slices.Contains(laterSections, key) {
		hint = words.Say("config.hint_later")
	} else if near := nearest(name, known); near != "" {
		hint = words.Say("config.hint_did_you_mean", near)
	}
	f := d.src.fault(key, "", words.Say("config.unknown_key"), hint)
	f.Value = "" // what nobody knows may be a secret
	d.faults = append(d.faults, f)
}

// laterSections are sections of the design that this version does not act on.
var laterSections = []string{"amount_source", "voice"}

func (d *decoder) fault(key string, problem, hint words.Message) {
	d.faults = append(d.faults, d.src.fault(key, "", problem, hint))
}

// parsed reads a text into out; what parse refuses is the problem given.
func parsed[T any](d *decoder, key string, in any, out *T, parse func(string) (T, error), problem words.Key) {
	var text string
	if !set(d, key, in, &text) {
		return
	}
	v, err := parse(text)
	if err != nil {
		d.fault(key, words.Say(problem), words.Message{})
		return
	}
	*out = v
}

// set copies in to out if it has out's type, and says so; else it is a fault.
func set[T any](d *decoder, key string, in any, out *T) bool {
	v, ok := in.(T)
	if !ok {
		d.fault(key, words.Say("config.wrong_type", typeName(*out), typeName(in)), words.Message{})
		return false
	}
	*out = v
	return true
}

// typeName names the TOML type of v.
func typeName(v any) words.Key {
	switch v.(type) {
	case string:
		return "config.type_text"
	case int64:
		return "config.type_integer"
	case float64:
		return "config.type_decimal"
	case bool:
		return "config.type_bool"
	case map[string]any:
		return "config.type_table"
	case []any:
		return "config.type_list"
	case toml.LocalTime:
		return "config.type_time"
	default: // dates, with and without time
		return "config.type_date"
	}
}

// fieldsOf returns the members of a struct by their keys, those of an embedded
// struct among them.
func fieldsOf(v reflect.Value) map[string]reflect.Value {
	fields := map[string]reflect.Value{}
	for field, member := range v.Fields() {
		switch {
		case field.Anonymous:
			maps.Copy(fields, fieldsOf(member))
		case field.IsExported():
			fields[field.Tag.Get("toml")] = member
		}
	}
	return fields
}
