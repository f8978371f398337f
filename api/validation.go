package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/danielgtaylor/huma/v2/validation"
	"github.com/go-chi/chi/v5"

	"github.com/hongyan-im/hongyan/chat"
)

// humaGlobals sets what huma keeps in package variables: the shape of its errors and its sentences.
var humaGlobals = sync.OnceFunc(func() {
	huma.DefaultArrayNullable = false
	validation.MsgUnexpectedProperty = "there is no such field"
	validation.MsgExpectedRequiredProperty = "%s" + isMissing
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return requestProblem(status, msg, errs)
	}
	huma.NewErrorWithContext = func(_ huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return requestProblem(status, msg, errs)
	}
})

const isMissing = " is missing"

func newHuma(mux chi.Router, version string) huma.API {
	humaGlobals()
	format := huma.Format{Marshal: writeJSON, Unmarshal: readJSON}
	return humachi.New(mux, huma.Config{
		OpenAPI: document(version),
		// "json" stands for all of +json, of which application/problem+json is what we answer errors with.
		Formats:                      map[string]huma.Format{"application/json": format, "json": format},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
	})
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// readJSON reads a request's body; its errors are sentences for who wrote it. What is stored as it came must be
// UTF-8, which the decoder does not check.
func readJSON(data []byte, v any) error {
	if !utf8.Valid(data) {
		return errors.New("the body is not UTF-8")
	}
	err := json.Unmarshal(data, v)
	var wrongType *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &wrongType) && wrongType.Field != "":
		return fmt.Errorf("body.%s: a JSON %s does not fit here", wrongType.Field, clip(wrongType.Value))
	case errors.As(err, &syntax):
		return fmt.Errorf("the body is no JSON: %w (after %d bytes)", err, syntax.Offset)
	}
	return err
}

// maxFaults bounds how many faults an answer lists.
const maxFaults = 20

// limitIn finds the limit in huma's sentence on a body that is too large.
func limitIn(msg string) string {
	_, limit, found := strings.Cut(msg, "limit=")
	if !found {
		return "is allowed here"
	}
	return limit
}

// requestProblem makes the answer to what huma finds wrong with a request. Values are never echoed: one may be a
// password.
func requestProblem(status int, msg string, errs []error) *Problem {
	code := chat.CodeInvalid
	switch status {
	case http.StatusRequestEntityTooLarge:
		code, msg = chat.CodeTooLarge, "the body is larger than "+limitIn(msg)
	case http.StatusUnsupportedMediaType:
		return newProblem(status, codeContentType, "send the body as application/json")
	case http.StatusRequestTimeout:
		code, msg = codeTimeout, "the body did not come in time"
	case http.StatusInternalServerError:
		if msg == "cannot read request body" { // it broke off
			return newProblem(http.StatusBadRequest, code, "the body broke off")
		}
		code, msg = chat.CodeInternal, "the server failed; its log says why"
	case http.StatusBadRequest:
		msg = "this request needs a JSON object as its body"
	}
	p := newProblem(status, code, msg)
	if status >= http.StatusInternalServerError {
		return p
	}
	for _, err := range errs {
		if err != nil {
			p.Errors = append(p.Errors, faultOf(err))
		}
	}
	slices.SortStableFunc(p.Errors, func(a, b Fault) int { return strings.Compare(a.Location, b.Location) })
	p.blame()
	return p
}

// blame puts the first fault into the sentence and the field.
func (p *Problem) blame() {
	if len(p.Errors) == 0 {
		return
	}
	first := p.Errors[0]
	_, p.Field, _ = strings.Cut(first.Location, ".")
	p.Detail = first.Message
	if p.Field != "" && !strings.HasSuffix(first.Message, isMissing) {
		p.Detail = p.Field + ": " + first.Message
	}
	if more := len(p.Errors) - 1; more > 0 {
		p.Detail += fmt.Sprintf(" (and %d more)", more)
	}
	p.Errors = p.Errors[:min(len(p.Errors), maxFaults)]
}

func faultOf(err error) Fault {
	f := Fault{Message: err.Error()}
	if d, ok := err.(huma.ErrorDetailer); ok {
		detail := d.ErrorDetail()
		f = Fault{detail.Message, clip(detail.Location)}
	}
	if field, missing := strings.CutSuffix(f.Message, isMissing); missing && !strings.Contains(field, " ") {
		f.Location = strings.TrimPrefix(f.Location+"."+field, ".")
	}
	if at, rest, found := strings.Cut(f.Message, ": "); found && strings.HasPrefix(at, "body.") {
		f = Fault{rest, at} // a sentence of readJSON
	}
	return f
}

// clip keeps foreign text short.
func clip(s string) string {
	const most = 100
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}
