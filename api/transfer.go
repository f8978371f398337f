package api

import (
	"bufio"
	"bytes"
	"context"
	"io"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"github.com/hongyan-im/hongyan/chat"
)

// jsonLines is the type of exports and imports: a JSON object a line.
const jsonLines = "application/x-ndjson"

// ExportQuery says what to export.
type ExportQuery struct {
	Kinds        []string          `query:"kinds" example:"users,messages" doc:"users, contacts, groups (with members and bans), rooms (with their users and key-values), dnd, messages (with read marks); all if absent"`
	Conversation chat.Conversation `query:"conversation" maxLength:"140" example:"user/ann~bob" doc:"Messages of this conversation only: user/ANN~BOB with the ids in order, group/ID, room/ID"`
	Since        int64             `query:"since" minimum:"0" doc:"Messages from this time on, milliseconds since 1970"`
	Hashes       bool              `query:"hashes" doc:"With password_hash of the users, so that their passwords go on to work"`
}

func (a *API) export(ctx context.Context, in *ExportQuery) (func(io.Writer) error, error) {
	q := chat.ExportQuery{Kinds: in.Kinds, Conversation: in.Conversation, Since: in.Since, Hashes: in.Hashes}
	if err := q.Check(); err != nil {
		return nil, err
	}
	c := caller(ctx)
	return func(w io.Writer) error {
		out := bufio.NewWriterSize(w, 64<<10)
		err := a.chat.Export(c, q, func(line []byte) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			_, err := out.Write(line)
			return err
		})
		if err != nil {
			return err
		}
		return out.Flush()
	}, nil
}

// Import is a stream of lines on its way in.
type Import struct{ body io.Reader }

// Resolve keeps hold of the body, which may be of any length.
func (in *Import) Resolve(ctx huma.Context) []error {
	r, w := humachi.Unwrap(ctx)
	in.body = newMoving(w, r)
	return nil
}

// addImport registers the import. Its body is described afterwards: huma would read a body that it knows of.
func (a *API) addImport(r route) {
	huma.Register(a.huma, r.stream(), func(ctx context.Context, in *Import) (*answer[chat.ImportResult], error) {
		lines := &lines{r: bufio.NewReaderSize(in.body, 64<<10)}
		result, err := a.chat.Import(ctx, caller(ctx), lines.next)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return &answer[chat.ImportResult]{result}, nil
	})
	a.operation(r.method, r.path).RequestBody = &huma.RequestBody{Required: true, Description: "What an export gave, of any length", Content: map[string]*huma.MediaType{
		jsonLines: {Schema: &huma.Schema{Type: huma.TypeString}},
	}}
}

// lines reads lines of any length, of which it keeps no more than an import takes.
type lines struct {
	r   *bufio.Reader
	buf []byte
}

// next gives the next line without its end, nil after the last one.
func (l *lines) next() ([]byte, error) {
	l.buf = l.buf[:0]
	for {
		part, err := l.r.ReadSlice('\n')
		if len(l.buf) <= chat.MaxImportLine {
			l.buf = append(l.buf, part...)
		}
		switch err {
		case nil:
			return bytes.TrimRight(l.buf, "\r\n"), nil
		case bufio.ErrBufferFull:
		case io.EOF:
			if len(l.buf) == 0 {
				return nil, nil
			}
			return l.buf, nil
		default:
			return nil, broken(err)
		}
	}
}
