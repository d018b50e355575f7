package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// finder walks a package and weaves every change into its sources.
type finder struct {
	info    *types.Info
	words   map[types.Type][]string // the constants of each enumeration, in order
	sources []*source
	mutants []mutant

	now   *source
	in    string
	times map[string]int
	idles map[*ast.CaseClause]bool
}

// swaps are the steps of the protocol, each with one that could be mistaken for it.
var swaps = map[string]string{
	"query": "cancel()", "cancel": "query()", "sendRefund": "query()", "refundLate": "over()", "giveBack": "refundLate()",
	"over": "refundLate()", "goOn": "unresolved()", "unresolved": "goOn()", "askAgain": "query()", "paid": "refundLate()",
}

// find reads the package in dir.
func find(dir string) (*finder, error) {
	f := &finder{words: map[types.Type][]string{}, times: map[string]int{}, idles: map[*ast.CaseClause]bool{}}
	fset := token.NewFileSet()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
		f.sources = append(f.sources, &source{name: name, text: text, file: file, fset: fset})
	}
	if len(files) == 0 {
		return nil, errors.New("no package there")
	}
	f.info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	pkg, err := config.Check("posd/payment", fset, files, f.info)
	if err != nil {
		return nil, err
	}
	f.collectWords(pkg)
	for _, s := range f.sources {
		f.now = s
		for _, d := range s.file.Decls {
			f.decl(d)
		}
	}
	return f, nil
}

// collectWords finds the enumerations: named types of the package with two constants or more.
func (f *finder) collectWords(pkg *types.Package) {
	type word struct {
		name string
		pos  token.Pos
	}
	all := map[types.Type][]word{}
	for _, name := range pkg.Scope().Names() {
		c, ok := pkg.Scope().Lookup(name).(*types.Const)
		if !ok {
			continue
		}
		if named, ok := c.Type().(*types.Named); ok && named.Obj().Pkg() == pkg {
			all[c.Type()] = append(all[c.Type()], word{name, c.Pos()})
		}
	}
	for t, words := range all {
		slices.SortFunc(words, func(a, b word) int { return int(a.pos - b.pos) })
		for _, w := range words {
			if len(words) > 1 {
				f.words[t] = append(f.words[t], w.name)
			}
		}
	}
}

// add notes a change of n and returns its number.
func (f *finder) add(kind string, n ast.Node) int {
	m := mutant{
		id: len(f.mutants) + 1, file: filepath.Base(f.now.name), line: f.now.fset.Position(n.Pos()).Line, in: f.in, kind: kind,
		text: f.now.snippet(n),
	}
	f.times[m.key()]++
	m.nth = f.times[m.key()]
	f.mutants = append(f.mutants, m)
	return m.id
}

func (f *finder) decl(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		f.in = d.Name.Name
		if d.Body != nil {
			f.walk(d.Body)
		}
	case *ast.GenDecl:
		if d.Tok == token.VAR {
			f.in = "var"
			f.walk(d)
		}
	}
}

// walk visits everything below n that may change.
func (f *finder) walk(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GenDecl:
			return n.Tok == token.VAR
		case *ast.ArrayType, *ast.Field:
			return false
		case *ast.KeyValueExpr: // a key of an array has to stay constant, and a member's name is no value
			f.walk(n.Value)
			return false
		case *ast.BlockStmt:
			f.statements(n.List)
		case *ast.SwitchStmt:
			f.idle(n)
		case *ast.CaseClause:
			if f.idles[n] {
				return false
			}
			f.statements(n.Body)
		case *ast.CommClause:
			f.statements(n.Body)
		case *ast.CallExpr:
			return !f.onlyTalks(n)
		case ast.Expr:
			f.expr(n)
		}
		if call, ok := n.(*ast.CallExpr); ok {
			f.expr(call)
		}
		return true
	})
}

// idle notes the clauses of a switch over words that do nothing: they are there so that no word is forgotten, and another word in
// their place does nothing either.
func (f *finder) idle(s *ast.SwitchStmt) {
	if s.Tag == nil {
		return
	}
	var idle []*ast.CaseClause
	for _, c := range s.Body.List {
		clause, _ := c.(*ast.CaseClause)
		if clause.List == nil && len(clause.Body) > 0 { // what is in no clause does something
			return
		}
		if len(clause.Body) == 0 {
			idle = append(idle, clause)
		}
	}
	for _, clause := range idle {
		f.idles[clause] = true
	}
}

// onlyTalks reports whether a call logs or words an error: what it says is nobody's promise.
func (f *finder) onlyTalks(c *ast.CallExpr) bool {
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	on := f.now.snippet(sel.X)
	return strings.HasSuffix(on, ".log") || on == "fmt" && sel.Sel.Name == "Errorf" || on == "errors" && sel.Sel.Name == "New"
}

// statements drops them one by one.
func (f *finder) statements(list []ast.Stmt) {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.ExprStmt:
			if call, ok := s.X.(*ast.CallExpr); ok && (f.onlyTalks(call) || strings.Contains(f.now.snippet(call), "logSaved")) {
				continue
			}
			f.swap(s)
			f.drop(s)
		case *ast.AssignStmt:
			if s.Tok != token.DEFINE {
				f.drop(s)
			}
		case *ast.ReturnStmt:
			if len(s.Results) == 0 {
				f.drop(s)
			}
		case *ast.IncDecStmt, *ast.SendStmt, *ast.GoStmt, *ast.DeferStmt, *ast.BranchStmt:
			f.drop(s)
		}
	}
}

func (f *finder) drop(s ast.Stmt) {
	f.now.wrap(s, fmt.Sprintf("if posdMutant != %d { ", f.add("dropped", s)), " }")
}

// swap takes a step of the protocol for another.
func (f *finder) swap(s *ast.ExprStmt) {
	call, ok := s.X.(*ast.CallExpr)
	if !ok || len(call.Args) > 0 {
		return
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || f.now.snippet(sel.X) != "s" || swaps[sel.Sel.Name] == "" {
		return
	}
	id := f.add("swapped for s."+swaps[sel.Sel.Name], s)
	f.now.wrap(s, fmt.Sprintf("if posdMutant == %d { s.%s } else { ", id, swaps[sel.Sel.Name]), " }")
}

// expr changes what an expression is worth.
func (f *finder) expr(e ast.Expr) {
	tv := f.info.Types[e]
	if tv.Type == nil || tv.IsType() || tv.IsVoid() {
		return
	}
	basic, _ := tv.Type.Underlying().(*types.Basic)
	if basic == nil || basic.Info()&types.IsUntyped != 0 && basic.Kind() != types.UntypedBool {
		return
	}
	switch e := e.(type) {
	case *ast.Ident:
		f.word(e, tv)
	case *ast.BasicLit:
		f.literal(e, tv, basic)
	case *ast.BinaryExpr:
		f.binary(e, basic)
	case *ast.CallExpr, *ast.UnaryExpr, *ast.SelectorExpr, *ast.IndexExpr:
		if basic.Info()&types.IsBoolean != 0 && tv.Value == nil && !assigned(f.now.file, e) {
			f.wrapf(e, "negated", "posdNot(%d, ", ")")
		}
	}
}

func (f *finder) wrapf(e ast.Expr, kind, before, after string) {
	f.now.wrap(e, fmt.Sprintf(before, f.add(kind, e)), after)
}

// word swaps a constant of an enumeration for the next one, or true for false.
func (f *finder) word(e *ast.Ident, tv types.TypeAndValue) {
	if tv.Value == nil {
		return
	}
	if e.Name == "true" || e.Name == "false" {
		f.wrapf(e, "negated", "posdNot(%d, ", ")")
		return
	}
	words := f.words[tv.Type]
	if i := slices.Index(words, e.Name); i >= 0 {
		other := words[(i+1)%len(words)]
		f.wrapf(e, "swapped for "+other, "posdPick(%d, ", ", "+other+")")
		return
	}
	f.number(e, tv)
}

// typeName writes a type as a source of the package would.
func typeName(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p.Path() == "posd/payment" {
			return ""
		}
		return p.Name()
	})
}

func (f *finder) number(e ast.Expr, tv types.TypeAndValue) {
	name := typeName(tv.Type)
	switch {
	case name == "time.Duration":
		f.wrapf(e, "doubled", "posdDouble["+name+"](%d, ", ")")
	case tv.Value.Kind() == constant.Int:
		f.wrapf(e, "one more", "posdAdd["+name+"](%d, ", ")")
	}
}

func (f *finder) literal(e *ast.BasicLit, tv types.TypeAndValue, basic *types.Basic) {
	switch {
	case e.Kind == token.INT:
		f.number(e, tv)
	case e.Kind == token.STRING && basic.Kind() == types.String:
		f.wrapf(e, "altered", "posdPick["+typeName(tv.Type)+"](%d, ", ", \"~\")")
	}
}

// binary negates comparisons, moves bounds, and turns signs.
func (f *finder) binary(e *ast.BinaryExpr, basic *types.Basic) {
	switch e.Op { //nolint:exhaustive // the others stay
	case token.EQL, token.NEQ:
		f.wrapf(e, "negated", "posdNot(%d, ", ")")
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		f.wrapf(e, "negated", "posdNot(%d, ", ")")
		if left := f.info.Types[e.X]; left.Value == nil && integer(left.Type) {
			if typeName(left.Type) == "time.Duration" { // a nanosecond more would be nothing
				f.wrapf(e.X, "doubled", "posdDouble(%d, ", ")")
				return
			}
			f.wrapf(e.X, "one more", "posdAdd(%d, ", ")")
		}
	case token.ADD, token.SUB:
		if basic.Info()&types.IsInteger != 0 && f.info.Types[e].Value == nil && f.info.Types[e.Y].Value == nil {
			f.wrapf(e.Y, "sign turned", "posdNeg(%d, ", ")")
		}
	}
}

func integer(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsInteger != 0
}

// assigned reports whether e is on the left of an assignment, where nothing can be wrapped.
func assigned(file *ast.File, e ast.Expr) bool {
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			found = found || slices.Contains(n.Lhs, e)
		case *ast.IncDecStmt:
			found = found || n.X == e
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND && n.X == e
		}
		return !found
	})
	return found
}
