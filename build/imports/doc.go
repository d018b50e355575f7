// Package imports holds the house rules that a compiler does not know: which layer may
// import which, which one place may use a library, what lies at the top of the tree, and
// what no file may contain. Each rule carries its reason, which is printed when it is broken.
//
// The rules are data: [Rules] for imports, [Library] for what go.mod requires. [Load] reads a
// tree without the go command, so its test needs no network and runs in milliseconds.
//
// Caveats: only direct imports are judged, since a forbidden path through two packages breaks
// a rule at one of its steps. Modules of their own below build/ (the tools, the browser tests)
// answer to the layout rules but not to the layers.
package imports
