package api_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

func TestDocs_WorkWithoutInternet(t *testing.T) {
	w := newWorld(t)
	r := w.ask(t, "", "GET", "/docs", nil)
	if r.StatusCode != 200 || !strings.Contains(r.text, "/openapi.json") {
		t.Fatalf("%d %s", r.StatusCode, r.text)
	}
	for _, host := range regexp.MustCompile(`(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}`).FindAllString(r.text, -1) {
		t.Errorf("the page names the host %s", host)
	}
	if csp := r.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "connect-src 'self'") || !strings.Contains(csp, "script-src 'self' 'unsafe-inline'") {
		t.Errorf("CSP: %s", csp)
	}
	assets := regexp.MustCompile(`(?:href|src)="([^"]+)"`).FindAllStringSubmatch(r.text, -1)
	if len(assets) < 4 {
		t.Errorf("assets: %v", assets)
	}
	for _, a := range assets {
		if r := w.ask(t, "", "GET", a[1], nil); r.StatusCode != 200 || len(r.text) < 100 {
			t.Errorf("%s: %d, %d bytes", a[1], r.StatusCode, len(r.text))
		}
	}
}

func TestOpenAPI_IsWhatTheRoutesAre(t *testing.T) {
	w := newWorld(t)
	r := w.ask(t, "", "GET", "/openapi.json", nil)
	if r.text != string(w.OpenAPI()) {
		t.Error("served and given documents differ")
	}
	doc := parse(t, r.text)
	if !strings.HasPrefix(doc.OpenAPI, "3.1.") {
		t.Errorf("version %q", doc.OpenAPI)
	}
	documented := map[string]bool{}
	ids := map[string]bool{}
	for path, item := range doc.Paths {
		for method, op := range item {
			documented[strings.ToUpper(method)+" "+path] = true
			if op.OperationID == "" || ids[op.OperationID] || op.Summary == "" || len(op.Tags) != 1 || len(op.Security) == 0 {
				t.Errorf("%s %s is not fully described: %+v", method, path, op)
			}
			ids[op.OperationID] = true
		}
	}
	for _, route := range w.Routes() {
		if !documented[route] {
			t.Errorf("%s is not documented", route)
		}
		delete(documented, route)
	}
	for route := range documented {
		t.Errorf("%s is documented, but not there", route)
	}
	if form := doc.Paths["/v1/files"]["post"].RequestBody.Content["multipart/form-data"]; form == nil {
		t.Error("the form of an upload is not documented")
	}
	if y := w.ask(t, "", "GET", "/openapi.yaml", nil); !strings.Contains(y.text, "openapi: 3.1") {
		t.Error("no YAML")
	}
}

func TestOpenAPI_DocumentsErrorsAndSchemas(t *testing.T) {
	w := newWorld(t)
	text := string(w.OpenAPI())
	doc := parse(t, text)
	for _, item := range doc.Paths {
		for _, op := range item {
			for _, status := range []string{"401", "422", "429", "500", "503"} {
				if _, ok := op.Responses[status]["content"].(map[string]any)["application/problem+json"]; !ok {
					t.Errorf("%s does not document %s", op.OperationID, status)
				}
			}
		}
	}
	for _, ref := range regexp.MustCompile(`"#/components/schemas/([^"]+)"`).FindAllStringSubmatch(text, -1) {
		if doc.Components.Schemas[ref[1]] == nil {
			t.Errorf("there is no schema %s", ref[1])
		}
	}
}

type document struct {
	OpenAPI    string
	Paths      map[string]map[string]operation
	Components struct{ Schemas map[string]any }
}

func parse(t *testing.T, text string) (doc document) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

type operation struct {
	OperationID string
	Summary     string
	Tags        []string
	Security    []map[string][]string
	Responses   map[string]map[string]any
	RequestBody struct{ Content map[string]any }
}
