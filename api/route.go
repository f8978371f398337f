package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"

	"github.com/hongyan-im/hongyan/chat"
)

// maxBody bounds a JSON body unless Options.MaxBody says otherwise: the members of the largest group fit.
const maxBody = 2 << 20

// largeBodies are the limits of operations that take more: the longest list of words fits.
var largeBodies = map[string]int64{"putWords": 32 << 20, "putWordsAsText": 32 << 20}

// Keys of an operation's metadata.
const (
	whoKey     = "who"
	streamsKey = "streams" // the body is read by the handler, however long it takes
)

// route is one operation as routes.go lists it. The longer texts and examples are in docs.go.
type route struct {
	id      string
	method  string
	path    string
	who     who
	status  int // of success; 204 has no body
	summary string
	codes   []chat.Code // refusals of its own, beside those that every operation may have
}

// answer is what an operation answers.
type answer[T any] struct{ Body T }

func ok[T any](v T, err error) (*answer[T], error) {
	if err != nil {
		return nil, err
	}
	return &answer[T]{v}, nil
}

// nothing is the answer of operations that have none.
type nothing = struct{}

// add registers an operation. Whatever its handler returns as error becomes a [Problem].
func add[I, O any](a *API, r route, handle func(context.Context, *I) (*O, error)) {
	huma.Register(a.huma, a.bounded(r), func(ctx context.Context, in *I) (*O, error) {
		caller(ctx).Fold(in)
		out, err := handle(ctx, in)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return out, nil
	})
	op := a.operation(r.method, r.path)
	if example, found := examples[r.id]; found {
		op.RequestBody.Content["application/json"].Example = example
	}
}

// bounded gives the operation the limit of its body.
func (a *API) bounded(r route) huma.Operation {
	op := r.operation()
	op.MaxBodyBytes = max(a.o.MaxBody, largeBodies[r.id])
	return op
}

// stream marks an operation whose handler reads the body itself.
func (r route) stream() huma.Operation {
	op := r.operation()
	op.Metadata[streamsKey] = true
	return op
}

func (r route) operation() huma.Operation {
	op := huma.Operation{
		OperationID: r.id, Method: r.method, Path: r.path, Summary: r.summary, Description: descriptions[r.id],
		Tags: []string{tagOf(r.path)}, DefaultStatus: r.status, BodyReadTimeout: requestTimeout,
		Metadata: map[string]any{whoKey: r.who}, Responses: map[string]*huma.Response{},
		Extensions: map[string]any{"x-caller": r.who.String()},
	}
	if r.who == anyone {
		op.Security = []map[string][]string{{}, {"bearer": {}}}
	} else {
		op.Security = []map[string][]string{{"bearer": {}}}
	}
	r.describeErrors(&op)
	return op
}

// describeErrors documents every status that the operation may answer with, and its codes.
func (r route) describeErrors(op *huma.Operation) {
	codes := append([]chat.Code{chat.CodeInvalid, chat.CodeUnauthenticated, chat.CodeTokenExpired, chat.CodeTokenRevoked,
		chat.CodeRateLimited, chat.CodeInternal, chat.CodeOverloaded, chat.CodeShuttingDown}, r.codes...)
	if r.who != anyone {
		codes = append(codes, chat.CodeForbidden, chat.CodeBanned, chat.CodeNeedsAccount)
	}
	if r.method != http.MethodGet {
		codes = append(codes, chat.CodeTooLarge, chat.CodeDiskFull)
	}
	byStatus := map[int][]string{http.StatusBadRequest: {string(chat.CodeInvalid)}}
	for _, c := range codes {
		status := (&chat.Error{Code: c}).Status()
		if !slices.Contains(byStatus[status], string(c)) {
			byStatus[status] = append(byStatus[status], string(c))
		}
	}
	for status, names := range byStatus {
		text := fmt.Sprintf("%s. Codes: `%s`", http.StatusText(status), strings.Join(names, "`, `"))
		resp := &huma.Response{Description: text, Content: map[string]*huma.MediaType{
			"application/problem+json": {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}},
		}}
		if _, later := retryAfter[status]; later {
			resp.Headers = map[string]*huma.Param{"Retry-After": {
				Description: "Seconds after which the same request may work", Schema: &huma.Schema{Type: huma.TypeInteger},
			}}
		}
		op.Responses[fmt.Sprint(status)] = resp
	}
}

// tagOf groups operations by the first word of their path.
func tagOf(path string) string {
	word, _, _ := strings.Cut(strings.TrimPrefix(path, "/v1/"), "/")
	if tag, found := tagAliases[word]; found {
		return tag
	}
	return word
}

var tagAliases = map[string]string{
	"token": "tokens", "usersig": "tokens", "guests": "tokens",
	"devices": "users", "retained": "topics", "links": "topics", "bans": "admin",
	"typing":  "messages",
	"sync":    "conversations",
	"app":     "apps",
	"invites": "groups", "public-groups": "groups", "threads": "groups",
	"words": "rules", "reports": "rules",
	"dnd": "conversations", "contact-requests": "contacts", "blocks": "contacts",
}

// operation finds an operation in the OpenAPI document.
func (a *API) operation(method, path string) *huma.Operation {
	item := a.huma.OpenAPI().Paths[path]
	return map[string]*huma.Operation{
		"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete,
	}[method]
}

// has tells whether a route answers a method at a path.
func (a *API) has(method, path string) bool {
	return a.mux.Match(chi.NewRouteContext(), method, path)
}
