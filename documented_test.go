package house_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
)

func TestEveryPackageIntroducesItself(t *testing.T) {
	introduced := map[string]bool{}
	for _, s := range sources(t) {
		if !s.test() {
			introduced[s.pkg()] = introduced[s.pkg()] || said(s.Doc)
		}
	}
	for pkg, ok := range introduced {
		if !ok {
			t.Errorf("package %s has no package comment", pkg)
		}
	}
}

func TestEveryExportedNameSaysWhatItMeans(t *testing.T) {
	for _, s := range sources(t) {
		if s.test() {
			continue
		}
		for _, d := range s.Decls {
			for _, name := range unexplained(d) {
				t.Errorf("%s:%d: %s is exported and has no comment", s.path, s.line(name.Pos()), name.Name)
			}
		}
	}
}

// unexplained lists the exported names that a declaration leaves without a comment.
func unexplained(d ast.Decl) []*ast.Ident {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && onExported(d.Recv) && !said(d.Doc) {
			return []*ast.Ident{d.Name}
		}
	case *ast.GenDecl:
		if said(d.Doc) && (d.Tok != token.TYPE || len(d.Specs) == 1) {
			return nil // a comment on a group of constants or variables speaks for all of it
		}
		var names []*ast.Ident
		for _, spec := range d.Specs {
			names = append(names, unexplainedIn(spec)...)
		}
		return slices.DeleteFunc(names, func(n *ast.Ident) bool { return !n.IsExported() })
	}
	return nil
}

func unexplainedIn(spec ast.Spec) []*ast.Ident {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if !said(spec.Doc) && !said(spec.Comment) {
			return []*ast.Ident{spec.Name}
		}
	case *ast.ValueSpec:
		if !said(spec.Doc) && !said(spec.Comment) {
			return spec.Names
		}
	}
	return nil
}

// onExported is true of a function, and of a method whose type is exported.
func onExported(receiver *ast.FieldList) bool {
	if receiver == nil {
		return true
	}
	typ := receiver.List[0].Type
	for {
		switch t := typ.(type) {
		case *ast.StarExpr:
			typ = t.X
		case *ast.IndexExpr:
			typ = t.X
		case *ast.IndexListExpr:
			typ = t.X
		case *ast.Ident:
			return t.IsExported()
		default:
			return false
		}
	}
}

func said(c *ast.CommentGroup) bool { return c != nil && strings.TrimSpace(c.Text()) != "" }
