package media

import (
	"errors"
	"io"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// sniffed is how much of a file tells its type.
const sniffed = 4096

// sniff finds a file's MIME type, without parameters. What the client says of it is not asked.
func sniff(file io.ReaderAt) (string, error) {
	head := make([]byte, sniffed)
	n, err := file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	found, _, _ := strings.Cut(mimetype.Detect(head[:n]).String(), ";")
	if found == "image/vnd.mozilla.apng" {
		return "image/png", nil // every animated PNG is a PNG, and this name is known to more programs
	}
	return found, nil
}

// inline tells whether a browser may show a type itself: pictures, sound and film, of which none runs as a page.
// SVG is a document with scripts, a playlist makes players load what it names.
func inline(mime string) bool {
	switch mime {
	case "image/jpeg", "image/png", "image/gif", "image/webp":
		return true
	}
	return (strings.HasPrefix(mime, "audio/") || strings.HasPrefix(mime, "video/")) && !active(mime) && !strings.Contains(mime, "mpegurl")
}

// active tells whether a type can do something in a page that names it, as a script, style sheet or document. Such
// files are served as a mere stream of bytes: Content-Disposition does not stop <script src>, the type does.
func active(mime string) bool {
	switch mime {
	case "text/plain", "text/csv", "text/rtf", "text/vcard", "text/calendar":
		return false
	}
	return strings.HasPrefix(mime, "text/") || strings.HasSuffix(mime, "xml") || strings.HasSuffix(mime, "wasm") ||
		strings.Contains(mime, "html") || strings.Contains(mime, "script") || strings.Contains(mime, "flash")
}
