package api

import (
	"bufio"
	"context"
	"errors"
	"io"
	"math"
	"mime/multipart"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"github.com/hongyan-im/hongyan/chat"
)

// formRoom is what the parts of a form besides the file may take together.
const formRoom = 1 << 20

// Upload is a file on its way in, and what the client says of it.
type Upload struct {
	AsUser
	Name     string  `query:"name" maxLength:"255" doc:"The file's name; of a form: by default what the form says"`
	Duration float64 `query:"duration" minimum:"0" maximum:"604800" doc:"Seconds, of audio and video"`
	Width    int     `query:"width" minimum:"0" maximum:"65535" doc:"Pixels, of video"`
	Height   int     `query:"height" minimum:"0" maximum:"65535" doc:"Pixels, of video"`

	request *http.Request
	body    io.ReadCloser
}

// Resolve keeps hold of the request, whose body is streamed.
func (u *Upload) Resolve(ctx huma.Context) []error {
	r, w := humachi.Unwrap(ctx)
	u.request = r
	u.body = http.MaxBytesReader(w, newMoving(w, r), chat.MaxFile+formRoom)
	return nil
}

// stalled is how long an upload or a download may stand still, unless Options.Stalled says otherwise. As a whole it may
// take its time: phones are slow.
const stalled = 60 * time.Second

// moving gives up an upload that stands still.
type moving struct {
	io.ReadCloser
	conn *http.ResponseController
	most time.Duration
}

func newMoving(w http.ResponseWriter, r *http.Request) *moving {
	return &moving{r.Body, http.NewResponseController(w), tracked(r.Context()).stalled}
}

func (m *moving) Read(b []byte) (int, error) {
	_ = m.conn.SetReadDeadline(time.Now().Add(m.most)) // not every connection has one
	return m.ReadCloser.Read(b)
}

// addUpload registers an upload. Its body is described afterwards: huma would read a body that it knows of.
func (a *API) addUpload(r route) {
	r.codes = append(r.codes, chat.CodeNoUser, chat.CodeFilesUnavailable)
	huma.Register(a.huma, r.stream(), func(ctx context.Context, in *Upload) (*answer[FileWithLinks], error) {
		caller(ctx).Fold(in)
		out, err := a.upload(ctx, in)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return out, nil
	})
	binary := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	content := map[string]*huma.MediaType{"application/octet-stream": {Schema: binary}}
	if r.method == http.MethodPost {
		content["multipart/form-data"] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeObject, Required: []string{"file"}, Properties: map[string]*huma.Schema{
			"file":     {Type: huma.TypeString, Format: "binary", Description: "The first part that is a file counts, whatever its name"},
			"name":     {Type: huma.TypeString},
			"duration": {Type: huma.TypeNumber, Description: "Seconds, of audio and video"},
			"width":    {Type: huma.TypeInteger, Description: "Pixels, of video"},
			"height":   {Type: huma.TypeInteger, Description: "Pixels, of video"},
		}}}
	}
	a.operation(r.method, r.path).RequestBody = &huma.RequestBody{Required: true, Content: content, Description: "At most 100 MB"}
}

func (a *API) upload(ctx context.Context, in *Upload) (*answer[FileWithLinks], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	if c.User != "" { // before anything is stored
		if _, err := a.chat.Account(c.App, c.User); err != nil {
			return nil, err
		}
	}
	if in.request.ContentLength > chat.MaxFile+formRoom {
		return nil, errFileTooLarge()
	}
	var f chat.File
	if strings.HasPrefix(strings.ToLower(in.request.Header.Get("Content-Type")), "multipart/") {
		f, err = a.saveForm(ctx, in)
	} else {
		f, err = a.save(ctx, in.Name, in.body)
	}
	if err != nil {
		return nil, err
	}
	if name := cleanName(in.Name); name != "" {
		f.Name = name
	}
	f.Duration = in.Duration
	if f.Width == 0 && f.Height == 0 {
		f.Width, f.Height = in.Width, in.Height
	}
	if f, err = a.chat.AddFile(ctx, c, f); err != nil {
		return nil, err
	}
	return ok(a.withLinks(ctx, c, f, 0))
}

// saveForm stores the first part of a form that is a file; the other parts are values.
func (a *API) saveForm(ctx context.Context, in *Upload) (f chat.File, err error) {
	in.request.Body = in.body
	form, err := in.request.MultipartReader()
	if err != nil {
		return f, chat.Errorf(chat.CodeInvalid, "the form is damaged: %s", err).At("Content-Type")
	}
	saved := false
	for {
		part, err := form.NextPart()
		switch {
		case err == io.EOF && saved:
			return f, nil
		case err == io.EOF:
			return f, chat.Errorf(chat.CodeInvalid, "the form holds no file").At("file")
		case err != nil:
			return f, broken(err)
		case !isFile(part):
			err = in.set(part)
		case !saved:
			saved = true
			f, err = a.save(ctx, part.FileName(), part)
		}
		if err != nil {
			return f, err
		}
	}
}

func isFile(p *multipart.Part) bool {
	if p.FileName() != "" {
		return true
	}
	ct := p.Header.Get("Content-Type")
	return ct != "" && !strings.HasPrefix(ct, "text/plain") && !strings.HasPrefix(ct, "application/json")
}

// set takes a value of the form; those it does not know are the client's own business.
func (u *Upload) set(p *multipart.Part) error {
	const most = 1024
	b, err := io.ReadAll(io.LimitReader(p, most+1))
	if err != nil {
		return broken(err)
	}
	name, value := p.FormName(), strings.TrimSpace(string(b))
	number, err := strconv.ParseFloat(value, 64)
	if math.IsNaN(number) || number < 0 || number > 604800 {
		err = strconv.ErrRange
	}
	switch name {
	case "name":
		u.Name, err = value, nil
	case "duration":
		u.Duration = number
	case "width", "height":
		if err == nil && (number > 65535 || number != math.Trunc(number)) {
			err = strconv.ErrRange
		}
		if err == nil && name == "width" {
			u.Width = int(number)
		} else if err == nil {
			u.Height = int(number)
		}
	default:
		return nil
	}
	if err != nil || len(b) > most {
		return chat.Errorf(chat.CodeInvalid, "%s: %q does not fit", name, clip(value)).At(name)
	}
	return nil
}

// save stores a file's bytes. What went wrong with reading them is the client's fault, the rest is ours.
func (a *API) save(ctx context.Context, name string, r io.Reader) (chat.File, error) {
	in := &sized{r: r, left: chat.MaxFile}
	buffered := bufio.NewReader(in)
	if _, err := buffered.Peek(1); err == io.EOF {
		return chat.File{}, chat.Errorf(chat.CodeInvalid, "the file is empty").At("file")
	}
	f, err := a.o.Files.Save(ctx, cleanName(name), buffered)
	if in.err != nil {
		return f, broken(in.err)
	}
	return f, err
}

// sized refuses what is longer than a file may be, and keeps what went wrong.
type sized struct {
	r    io.Reader
	left int64
	err  error
}

func (s *sized) Read(b []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.r.Read(b)
	if s.left -= int64(n); s.left < 0 {
		n, err = 0, errFileTooLarge()
	}
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

func errFileTooLarge() *chat.Error {
	return chat.Errorf(chat.CodeTooLarge, "the file is larger than %d bytes", chat.MaxFile).At("file")
}

// broken says why an upload could not be read.
func broken(err error) error {
	var refusal *chat.Error
	var large *http.MaxBytesError
	var slow net.Error
	switch {
	case errors.As(err, &refusal):
		return refusal
	case errors.As(err, &large):
		return errFileTooLarge()
	case errors.As(err, &slow) && slow.Timeout():
		return newProblem(http.StatusRequestTimeout, codeTimeout, "the upload did not come in time")
	}
	return newProblem(http.StatusBadRequest, chat.CodeInvalid, "the upload broke off or its form is damaged")
}

// cleanName makes a name that is safe in headers and on disks, of whatever a client calls its file.
func cleanName(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	name = name[strings.LastIndex(name, "/")+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, name)
	for len(name) > 255 {
		runes := []rune(name)
		name = string(runes[:len(runes)-1])
	}
	if name = strings.TrimSpace(name); name == "." || name == ".." {
		return ""
	}
	return name
}
