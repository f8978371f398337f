package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/hongyan-im/hongyan/chat"
)

// Codes that only HTTP knows, beside those of [chat.Code].
const (
	codeMethod      chat.Code = "method_not_allowed"
	codeContentType chat.Code = "unsupported_media_type"
	codeTimeout     chat.Code = "timeout" // the request did not come in time
)

// Problem is the body of every error answer [RFC 9457].
type Problem struct {
	Type       string    `json:"type" example:"urn:hongyan:error:not_member" doc:"Names the kind of problem, by its code"`
	Title      string    `json:"title" example:"Forbidden"`
	Status     int       `json:"status" example:"403" doc:"The HTTP status"`
	Detail     string    `json:"detail" doc:"A sentence for people: what was wrong, and what is allowed"`
	Code       chat.Code `json:"code" example:"not_member" doc:"Stable; act on it"`
	Field      string    `json:"field,omitempty" doc:"The field or parameter that is wrong, as the request wrote it"`
	RetryAfter int       `json:"retry_after,omitempty" doc:"Seconds after which the same request may work"`
	Until      int64     `json:"until,omitempty" doc:"Milliseconds since 1970: when what keeps you out ends"`
	Errors     []Fault   `json:"errors,omitempty" doc:"All that was found wrong with the request, at most 20"`

	presented bool // credentials were shown, and refused
}

// Fault is one thing that is wrong with a request.
type Fault struct {
	Message  string `json:"message"`
	Location string `json:"location,omitempty" doc:"Such as body.members[3], query.limit or path.kind"`
}

// Error gives the sentence.
func (p *Problem) Error() string { return p.Detail }

// GetStatus tells huma the status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType tells huma the type of the answer.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders tells huma the headers that go with the problem.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.RetryAfter))
	}
	if p.Status == http.StatusUnauthorized {
		challenge := `Bearer realm="hongyan"`
		if p.presented {
			challenge += `, error="invalid_token"`
		}
		h.Set("WWW-Authenticate", challenge)
	}
	return h
}

func newProblem(status int, code chat.Code, detail string) *Problem {
	return &Problem{Type: "urn:hongyan:error:" + string(code), Title: http.StatusText(status), Status: status, Code: code, Detail: detail}
}

// problemOf makes the answer to a refusal. Anything that is no refusal is CodeInternal and hides what it says.
func problemOf(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	var e *chat.Error
	if !errors.As(err, &e) && errors.Is(err, context.DeadlineExceeded) {
		e = chat.Errorf(chat.CodeOverloaded, "the server did not finish in time; what was asked may still happen")
	}
	if e == nil {
		e = chat.AsError(err)
	}
	p = newProblem(e.Status(), e.Code, e.Message)
	p.Field, p.RetryAfter, p.Until = e.Field, e.RetryAfter, e.Until
	if p.RetryAfter == 0 {
		p.RetryAfter = retryAfter[p.Status]
	}
	return p
}

// retryAfter are the seconds for errors that do not say themselves.
var retryAfter = map[int]int{http.StatusTooManyRequests: 1, http.StatusServiceUnavailable: 1, http.StatusInsufficientStorage: 30}

// problem is problemOf that logs what the caller is not told.
func (a *API) problem(ctx context.Context, err error) *Problem {
	p := problemOf(err)
	tracked(ctx).code = p.Code
	if p.Code == chat.CodeInternal && ctx.Err() == nil {
		a.log.Error("request failed", "operation", tracked(ctx).operation, "err", err)
	}
	return p
}

// fail answers with an error, outside of huma.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := a.problem(r.Context(), err)
	for k, v := range p.GetHeaders() {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Type", p.ContentType(""))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // who asked is gone if this fails
}

func (a *API) noRoute(w http.ResponseWriter, r *http.Request) {
	a.fail(w, r, chat.Errorf(chat.CodeNotFound, "there is nothing at this path; /docs lists what there is"))
}

// methods are those that routes have.
var methods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}

func (a *API) wrongMethod(w http.ResponseWriter, r *http.Request) {
	path := r.URL.RawPath
	if path == "" {
		path = r.URL.Path
	}
	for _, m := range methods {
		if a.has(m, path) {
			w.Header().Add("Allow", m)
		}
	}
	a.fail(w, r, newProblem(http.StatusMethodNotAllowed, codeMethod, "this path does not know the method; see the header Allow"))
}
