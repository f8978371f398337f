package config

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// readFile sets what the YAML file at path says. It works on the syntax tree, not by decoding into Config: so every
// error has its line and column, values are read by the same code as flags, and a syntax error does not quote
// the lines around it, which may hold the admin key. From is where the path stands.
func (c *Config) readFile(path, from string) []error {
	b, err := os.ReadFile(path)
	if err != nil {
		return []error{fmt.Errorf("%s: %w", from, err)}
	}
	return c.readYAML(path, b)
}

func (c *Config) readYAML(path string, b []byte) []error {
	file, err := parser.ParseBytes(b, 0)
	if err != nil {
		var at yaml.Error
		if errors.As(err, &at) && at.GetToken() != nil {
			return []error{fmt.Errorf("%s: %s", place(path, at.GetToken()), at.GetMessage())}
		}
		return []error{fmt.Errorf("%s: not valid YAML", path)}
	}
	var entries []*ast.MappingValueNode
	for i, doc := range file.Docs {
		switch body := doc.Body.(type) {
		case nil, *ast.NullNode, *ast.CommentGroupNode:
		case *ast.MappingNode:
			entries = body.Values
		case *ast.MappingValueNode:
			entries = []*ast.MappingValueNode{body}
		default:
			return []error{fmt.Errorf("%s: expected settings, such as http: \":8080\"", place(path, body.GetToken()))}
		}
		if i > 0 {
			return []error{fmt.Errorf("%s: expected one YAML document, found more", path)}
		}
	}
	var problems []error
	for _, entry := range entries {
		if err := c.readEntry(path, entry); err != nil {
			problems = append(problems, err)
		}
	}
	return problems
}

func (c *Config) readEntry(path string, entry *ast.MappingValueNode) error {
	var known []string
	key := entry.Key.GetToken()
	if key.Value == "links" {
		return c.readLinks(path, entry)
	}
	for _, s := range settings() {
		if s.name == "config" { // a file that names another file
			continue
		}
		if s.key() == key.Value {
			value, err := scalar(entry.Value)
			if err != nil {
				return fmt.Errorf("%s: %s: %w", place(path, key), s.key(), err)
			}
			return c.set(s, value, place(path, entry.Value.GetToken())+": "+s.key())
		}
		known = append(known, s.key())
	}
	known = append(known, "links")
	return fmt.Errorf("%s: %s: no such setting%s", place(path, key), key.Value, didYouMean(key.Value, known))
}

// scalar gives the text of a value; a list becomes text with commas, as a flag writes it.
func scalar(n ast.Node) (string, error) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, nil
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, nil
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value), nil
	case *ast.NullNode:
		return "", errors.New(`the key has no value; write "" for an empty one`)
	case *ast.SequenceNode:
		var all []string
		for _, item := range n.Values {
			text, err := scalar(item)
			if err != nil {
				return "", err
			}
			all = append(all, text)
		}
		return strings.Join(all, ","), nil
	}
	return "", fmt.Errorf("expected a plain value, found %s", strings.ToLower(n.Type().String()))
}

func place(path string, t *token.Token) string {
	return fmt.Sprintf("%s:%d:%d", path, t.Position.Line, t.Position.Column)
}
