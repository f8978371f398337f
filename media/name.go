package media

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxName is the most bytes of a file's name that common file systems take.
const maxName = 255

// cleanName makes of what a client calls a file a name that no program takes for a path and that shows what it is:
// the last part, without control characters and those that reverse the text (exe.jpg), at most maxName bytes.
func cleanName(name string) string {
	name = strings.ToValidUTF8(name, "_")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError {
			return -1
		}
		return r
	}, name))
	if strings.Trim(name, ".") == "" {
		return ""
	}
	return shorten(name)
}

// shorten cuts a long name before its ending, between characters.
func shorten(name string) string {
	if len(name) <= maxName {
		return name
	}
	ending := ""
	if dot := strings.LastIndexByte(name, '.'); dot > 0 && len(name)-dot <= 32 {
		ending = name[dot:]
	}
	cut := maxName - len(ending)
	for cut > 0 && !utf8.RuneStart(name[cut]) {
		cut--
	}
	return name[:cut] + ending
}

// disposition writes Content-Disposition: an ASCII name for old programs, the true one beside it [RFC 6266].
func disposition(kind, name string) string {
	name = cleanName(name)
	if name == "" {
		return kind
	}
	plain, ascii := strings.Builder{}, true
	for _, r := range name {
		// % would be decoded by some, " and \ end or escape the string.
		if r > '~' || r == '%' || r == '"' {
			r, ascii = '_', false
		}
		plain.WriteRune(r)
	}
	header := fmt.Sprintf(`%s; filename="%s"`, kind, plain.String())
	if !ascii {
		header += "; filename*=UTF-8''" + percent(name)
	}
	return header
}

// percent encodes all but the attr-char of RFC 5987.
func percent(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', strings.IndexByte("!#$&+-.^_`|~", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
