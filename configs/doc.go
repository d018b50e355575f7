// Package configs reads posd's configuration: one TOML file, whose every fault
// is reported at once with its file, line, key and cure.
//
// # Rules
//
// The file is strict. A key that this version does not act on is a fault, with
// the nearest known spelling as its hint: a misspelt option that is silently
// ignored is found by a customer.
//
// [Parse] lays the file over the embedded defaults ([Defaults]), makes relative
// paths absolute against the file's own folder, lets the printer and the display
// speak the terminal's language where they name none, and validates. Nothing is
// opened: [Config.CheckFiles] looks at the key files afterwards, because a file
// is checked on a desk where the keys are not.
//
// A [Config] is a plain value. It remembers where each key was written, so that
// whoever finds out later that a value cannot work (an unknown printer profile,
// an amount with too many decimals) reports it with [Config.Fault] in the same
// form.
//
// Faults hold phrases, not text: they are read in Chinese and in English, from
// the catalogue in posd/configs/words under "config.".
//
// # Caveats
//
// A document that is not TOML has one fault, the first, because what follows a
// broken line cannot be told. Secrets are never in the file, only the paths of
// files that hold them; a value that may be a secret pasted by mistake is never
// repeated in a fault, and neither is the value of an unknown key.
package configs
