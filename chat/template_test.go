package chat

import (
	"strings"
	"testing"
)

// TestTemplate_HoldsItsBounds fills templates with more than they may make.
func TestTemplate_HoldsItsBounds(t *testing.T) {
	type values struct {
		Text    string
		Payload any
	}
	big := values{Text: strings.Repeat("x", MaxMessage/2+1)}
	for _, c := range []struct {
		text, want, fails string
		values            values
	}{
		{text: "{{.Text}}", values: big, want: big.Text},
		{text: "{{.Text}}{{.Text}}", values: big, fails: "makes more than"},
		{text: "", want: ""},
		{text: `{{json .Payload}} {{len .Payload.b}} {{index .Payload.b 1}}`, values: values{Payload: jsonValue([]byte(`{"a":12345678901234567890,"b":[1,1.50]}`))}, want: `{"a":12345678901234567890,"b":[1,1.50]} 2 1.50`},
		{text: `{{if and (eq .Payload.a 1.0) (not (lt .Payload.a 1)) (ne .Payload.b "1")}}yes{{else}}no{{end}}`, values: values{Payload: jsonValue([]byte(`{"a":1,"b":"x"}`))}, want: "yes"},
		{text: `{{lt .Payload "x"}}`, values: values{Payload: jsonValue([]byte(`1`))}, fails: "two numbers"},
		{text: `{{index .Payload "x" "y"}}`, values: values{Payload: jsonValue([]byte(`{}`))}, fails: "index"},
	} {
		p, err := newForm(c.text, "Text", "Payload")
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		got, err := p.fill(c.values)
		if c.fails == "" && (err != nil || got != c.want) || c.fails != "" && (err == nil || !strings.Contains(err.Error(), c.fails)) {
			t.Errorf("%s makes %.80q, %v", c.text, got, err)
		}
	}
}

// FuzzTemplate reads templates of all kinds: they are refused, or hold their bounds.
func FuzzTemplate(f *testing.F) {
	for _, s := range []string{"{{.Text}}", "{{with .Payload}}{{.x.y}}{{end}}", "{{if gt 1 2}}{{else if .Text}}{{end}}", "{{$x := .Text}}{{$x}}", "%u{{index .Payload 0}}"} {
		f.Add(s, `{"x":{"y":[1]}}`)
	}
	f.Fuzz(func(t *testing.T, text, payload string) {
		p, err := newForm(text, "Text", "Payload", "User", "Client", "App")
		if err != nil {
			return
		}
		out, err := p.fill(struct {
			Text, User, Client, App string
			Payload                 any
		}{payload, "u", "c", "a", jsonValue([]byte(payload))})
		if err == nil && len(out) > MaxMessage {
			t.Fatalf("%d bytes", len(out))
		}
	})
}
