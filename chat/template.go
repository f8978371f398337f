package chat

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"
	"time"
)

// Bounds of the templates that an app writes; sizes in bytes.
const (
	MaxTemplate        = 2048
	MaxTemplateActions = 64
	templateTime       = 50 * time.Millisecond
)

// form is a template of an app's: text/template without all that repeats, calls other templates or reaches beyond the
// values it is given. What it makes is bounded in size and time. The zero form is the empty text.
type form struct{ t *template.Template }

// formNames stand for values in templates as they do in rules for topics.
var formNames = strings.NewReplacer("%u", "{{.User}}", "%c", "{{.Client}}", "%a", "{{.App}}")

// newForm reads a template that may use these values. What it says when it is wrong is for who wrote it.
func newForm(text string, values ...string) (*form, error) {
	if len(text) > MaxTemplate {
		return nil, fmt.Errorf("a template has %d bytes at most", MaxTemplate)
	}
	t, err := template.New("").Option("missingkey=error").Funcs(formFuncs).Parse(formNames.Replace(text))
	if err != nil {
		return nil, errors.New(strings.TrimPrefix(err.Error(), "template: "))
	}
	for _, other := range t.Templates() {
		if other.Name() != "" {
			return nil, errors.New("a template cannot define others")
		}
	}
	c := formCheck{values: values}
	if t.Tree != nil {
		if err := c.nodes(t.Root, false); err != nil {
			return nil, err
		}
	}
	return &form{t}, nil
}

// uses tells whether the template's own text names a value.
func (p *form) uses(value string) bool {
	c := formCheck{values: []string{value}, all: true}
	if p.t.Tree != nil {
		_ = c.nodes(p.t.Root, true)
	}
	return c.found
}

// fill gives the text that the template makes of values.
func (p *form) fill(values any) (string, error) {
	out := &boundedText{most: MaxMessage, until: time.Now().Add(templateTime)}
	if p.t.Tree == nil {
		return "", nil
	}
	if err := p.t.Execute(out, values); err != nil {
		if out.err != nil {
			return "", out.err
		}
		return "", errors.New(strings.TrimPrefix(err.Error(), "template: "))
	}
	return out.String(), nil
}

// boundedText refuses to be too long, or written for too long.
type boundedText struct {
	strings.Builder
	most  int
	until time.Time
	err   error
}

// Write implements io.Writer.
func (b *boundedText) Write(p []byte) (int, error) {
	switch {
	case b.Len()+len(p) > b.most:
		b.err = fmt.Errorf("the template makes more than %d bytes", b.most)
	case time.Now().After(b.until):
		b.err = fmt.Errorf("the template takes longer than %v", templateTime)
	default:
		return b.Builder.Write(p)
	}
	return 0, b.err
}

// formFuncs are the functions of templates: those that text/template has of its own are no others than these.
var formFuncs = template.FuncMap{
	"eq": func(a, b any) bool { return compare(a, b) == 0 },
	"ne": func(a, b any) bool { return compare(a, b) != 0 },
	"lt": func(a, b any) (bool, error) { return ordered(a, b, func(n int) bool { return n < 0 }) },
	"le": func(a, b any) (bool, error) { return ordered(a, b, func(n int) bool { return n <= 0 }) },
	"gt": func(a, b any) (bool, error) { return ordered(a, b, func(n int) bool { return n > 0 }) },
	"ge": func(a, b any) (bool, error) { return ordered(a, b, func(n int) bool { return n >= 0 }) },
	"json": func(v any) (string, error) {
		b, err := json.Marshal(v)
		return string(b), err
	},
}

var formNamed = []string{"eq", "ne", "lt", "le", "gt", "ge", "json", "and", "or", "not", "index", "len"}

// incomparable is what compare gives for values of which neither is before the other.
const incomparable = 2

// compare compares numbers as numbers, whatever the JSON wrote them as, and texts as texts.
func compare(a, b any) int {
	x, xIs := numberOf(a)
	y, yIs := numberOf(b)
	if xIs && yIs {
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	}
	s, sIs := a.(string)
	t, tIs := b.(string)
	switch {
	case sIs && tIs:
		return strings.Compare(s, t)
	case a == nil && b == nil:
		return 0
	}
	if p, ok := a.(bool); ok && any(p) == b {
		return 0
	}
	return incomparable
}

func ordered(a, b any, is func(int) bool) (bool, error) {
	n := compare(a, b)
	if n == incomparable {
		return false, errors.New("only two numbers, or two texts, are before or after each other")
	}
	return is(n), nil
}

func numberOf(v any) (float64, bool) {
	switch v := v.(type) {
	case json.Number:
		f, err := strconv.ParseFloat(string(v), 64)
		return f, err == nil
	case int:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

// formCheck walks through a template.
type formCheck struct {
	values  []string
	actions int
	all     bool // only looks for the values
	found   bool
}

// nodes refuses what a template may not have. inner: a dot is not the values themselves.
func (c *formCheck) nodes(list *parse.ListNode, inner bool) error {
	if list == nil {
		return nil
	}
	for _, n := range list.Nodes {
		if err := c.node(n, inner); err != nil {
			return err
		}
	}
	return nil
}

func (c *formCheck) node(n parse.Node, inner bool) error {
	switch n := n.(type) {
	case *parse.TextNode, *parse.CommentNode:
		return nil
	case *parse.ActionNode:
		return c.pipe(n.Pipe, inner)
	case *parse.IfNode:
		return c.branch(&n.BranchNode, inner, inner)
	case *parse.WithNode:
		return c.branch(&n.BranchNode, inner, true)
	}
	return fmt.Errorf("%s: a template has no loops and calls no other", clip(n.String()))
}

func (c *formCheck) branch(b *parse.BranchNode, inner, within bool) error {
	if err := c.pipe(b.Pipe, inner); err != nil {
		return err
	}
	if err := c.nodes(b.List, within); err != nil {
		return err
	}
	return c.nodes(b.ElseList, inner)
}

func (c *formCheck) pipe(p *parse.PipeNode, inner bool) error {
	if c.actions++; c.actions > MaxTemplateActions {
		return fmt.Errorf("a template has %d actions at most", MaxTemplateActions)
	}
	for _, command := range p.Cmds {
		for _, arg := range command.Args {
			if err := c.argument(arg, inner); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *formCheck) argument(n parse.Node, inner bool) error {
	switch n := n.(type) {
	case *parse.IdentifierNode:
		if !c.all && !slices.Contains(formNamed, n.Ident) {
			return fmt.Errorf("there is no function %q: use %s", clip(n.Ident), strings.Join(formNamed, " "))
		}
	case *parse.PipeNode:
		return c.pipe(n, inner)
	case *parse.ChainNode:
		return c.argument(n.Node, inner)
	case *parse.FieldNode:
		return c.value(n.Ident[0], inner)
	case *parse.VariableNode:
		if n.Ident[0] == "$" && len(n.Ident) > 1 {
			return c.value(n.Ident[1], false)
		}
	}
	return nil
}

func (c *formCheck) value(name string, inner bool) error {
	known := slices.Contains(c.values, name)
	c.found = c.found || known
	if !known && !inner && !c.all {
		return fmt.Errorf("there is no value .%s: use .%s", clip(name), strings.Join(c.values, " ."))
	}
	return nil
}
