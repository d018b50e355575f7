package imports

import (
	"bytes"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// maxText bounds what is read of a file that is not Go; larger ones are data.
const maxText = 1 << 20

// Tree is a source tree as the rules see it.
type Tree struct {
	TopFolders []string // folders at the root, without those whose name begins with a dot
	Files      []File
}

// File is one text file.
type File struct {
	Path    string   // slash-separated, from the root
	Package string   // import path; empty for what is not a Go file of the product's module
	Test    bool     // a _test.go file
	Imports []string // import paths, for Go files
	Text    []byte
}

// Lines counts the lines of the file.
func (f File) Lines() int { return bytes.Count(f.Text, []byte("\n")) }

// Load reads the tree below fsys. It leaves out what is no source: build/out, .git, other dot
// folders but .ci, and binary files. It fails on a Go file whose imports do not parse.
func Load(fsys fs.FS) (Tree, error) {
	var tree Tree
	var modules []string // folders with a go.mod of their own
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if skipped(name) {
				return fs.SkipDir
			}
			if name != "." && !strings.Contains(name, "/") && !hidden(name) {
				tree.TopFolders = append(tree.TopFolders, name)
			}
			if _, err := fs.Stat(fsys, path.Join(name, "go.mod")); err == nil && name != "." {
				modules = append(modules, name)
			}
			return nil
		}
		return tree.add(fsys, name, d, modules)
	})
	if err != nil {
		return Tree{}, fmt.Errorf("reading the tree: %w", err)
	}
	return tree, nil
}

// worktree is a file that git leaves in each further checkout of a repository: it says where the repository lies.
const worktree = ".git"

func hidden(name string) bool { return strings.HasPrefix(path.Base(name), ".") && name != "." }

func skipped(dir string) bool { return dir == "build/out" || hidden(dir) && dir != ".ci" }

// add reads one file into the tree, unless it is no text.
func (t *Tree) add(fsys fs.FS, name string, d fs.DirEntry, modules []string) error {
	info, err := d.Info()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || info.Size() > maxText || name == worktree {
		return nil
	}
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	if bytes.IndexByte(text, 0) >= 0 {
		return nil
	}
	file := File{Path: name, Text: text, Test: strings.HasSuffix(name, "_test.go")}
	if isProduct(name, modules) {
		file.Package = path.Join(module, path.Dir(name))
		if file.Imports, err = importsOf(name, text); err != nil {
			return err
		}
	}
	t.Files = append(t.Files, file)
	return nil
}

// isProduct tells a Go file of the product's module from fixtures and from further modules.
func isProduct(name string, modules []string) bool {
	if !strings.HasSuffix(name, ".go") || strings.Contains("/"+name, "/testdata/") {
		return false
	}
	for _, m := range modules {
		if strings.HasPrefix(name, m+"/") {
			return false
		}
	}
	return true
}

func importsOf(name string, text []byte) ([]string, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	paths := make([]string, 0, len(parsed.Imports))
	for _, spec := range parsed.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, fmt.Errorf("%s: import %s: %w", name, spec.Path.Value, err)
		}
		paths = append(paths, p)
	}
	return paths, nil
}
