package broker

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// decoded is everything a decoder made of a stream.
type decoded struct {
	data    []byte
	control []string // in order, each with the data bytes before it
	err     error
}

// decodeIn feeds a copy of in, cut into chunks of that size.
func decodeIn(in []byte, size int) (r decoded) {
	var d decoder
	for chunk := range slices.Chunk(bytes.Clone(in), max(size, 1)) {
		for len(chunk) > 0 {
			ev, out, n, err := d.step(chunk)
			if n == 0 && err == nil {
				panic("the decoder stands still")
			}
			chunk = chunk[n:]
			switch ev {
			case evData:
				r.data = append(r.data, out...)
			case evPing, evPong, evClose:
				r.control = append(r.control, fmt.Sprintf("%d:%x:%x", len(r.data), ev, out))
			}
			if err != nil {
				r.err = err
				return r
			}
		}
	}
	return r
}

func (r decoded) equal(o decoded) bool {
	return bytes.Equal(r.data, o.data) && slices.Equal(r.control, o.control) && r.err == o.err
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func closeBody(code uint16, text string) []byte {
	return append(binary.BigEndian.AppendUint16(nil, code), text...)
}

type frameCase struct {
	name    string
	in      []byte
	data    string
	control []string
	err     error
}

func frameCases() []frameCase {
	big := strings.Repeat("0123456789abcdef", 5000)
	b64 := base64.StdEncoding.EncodeToString([]byte("four words of text"))
	raw := base64.RawStdEncoding.EncodeToString([]byte("ab"))
	bin := func(s string) []byte { return frame(opBinary, true, []byte(s)) }
	text := func(s string) []byte { return frame(opText, true, []byte(s)) }
	first := func(b byte) []byte { f := bin("x"); f[0] = b; return f }
	huge := func(top byte) []byte { return []byte{0x82, 0xFF, top, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4} }
	return []frameCase{
		{name: "one frame", in: bin("hello"), data: "hello"},
		{name: "two frames", in: join(bin("hel"), bin("lo")), data: "hello"},
		{name: "empty frames", in: join(bin(""), bin("a"), bin("")), data: "a"},
		{name: "16-bit length", in: bin(big[:300]), data: big[:300]},
		{name: "64-bit length", in: bin(big), data: big},
		{name: "fragments", in: join(frame(opBinary, false, []byte("a")), frame(0, false, []byte("b")), frame(0, true, []byte("c")), bin("d")), data: "abcd"},
		{name: "ping between fragments", in: join(frame(opBinary, false, []byte("a")), frame(opPing, true, []byte("p")), frame(0, true, []byte("b"))), data: "ab", control: []string{"1:2:70"}},
		{name: "empty ping", in: frame(opPing, true, nil), control: []string{"0:2:"}},
		{name: "ping of 125 bytes", in: frame(opPing, true, []byte(big[:125])), control: []string{fmt.Sprintf("0:2:%x", big[:125])}},
		{name: "pong", in: join(frame(opPong, true, []byte("x")), bin("a")), data: "a", control: []string{"0:3:78"}},
		{name: "close", in: frame(opClose, true, closeBody(1000, "bye")), control: []string{fmt.Sprintf("0:4:%x", closeBody(1000, "bye"))}},
		{name: "close without code", in: frame(opClose, true, nil), control: []string{"0:4:"}},
		{name: "close of half a code", in: frame(opClose, true, []byte{3}), control: []string{"0:4:03"}, err: errCloseBody},
		{name: "close with a code that is not sent", in: frame(opClose, true, closeBody(1005, "")), control: []string{"0:4:03ed"}, err: errCloseBody},
		{name: "close with bad text", in: frame(opClose, true, closeBody(1000, "\xff")), control: []string{"0:4:03e8ff"}, err: errCloseText},
		{name: "after close", in: join(frame(opClose, true, nil), bin("a")), control: []string{"0:4:"}, err: errAfterClose},
		{name: "unmasked", in: []byte{0x82, 1, 'a'}, err: errUnmasked},
		{name: "reserved 1", in: first(0xC2), err: errReserved},
		{name: "reserved 2", in: first(0xA2), err: errReserved},
		{name: "reserved 3", in: first(0x92), err: errReserved},
		{name: "unknown data opcode", in: first(0x83), err: errOpcode},
		{name: "unknown control opcode", in: first(0x8B), err: errOpcode},
		{name: "good data before bad", in: join(bin("good"), first(0x83)), data: "good", err: errOpcode},
		{name: "long ping", in: []byte{0x89, 0x80 | 126, 0, 126}, err: errControl},
		{name: "fragmented ping", in: frame(opPing, false, []byte("a")), err: errControl},
		{name: "fragmented close", in: frame(opClose, false, nil), err: errControl},
		{name: "continuation of nothing", in: frame(0, true, []byte("a")), err: errContinuation},
		{name: "message in a message", in: join(frame(opBinary, false, []byte("a")), bin("b")), data: "a", err: errContinuation},
		{name: "highest length bit", in: huge(0x80), err: errLength},
		{name: "huge but allowed length", in: huge(0x7F)},
		{name: "text", in: text(b64), data: "four words of text"},
		{name: "text without padding", in: text(raw), data: "ab"},
		{name: "text with padding", in: text(raw + "="), data: "ab"},
		{name: "text with two paddings", in: text("YQ=="), data: "a"},
		{name: "text with line ends", in: text("YWJj\r\nZGVm\n"), data: "abcdef"},
		{name: "text in fragments", in: join(frame(opText, false, []byte(b64[:5])), frame(0, false, []byte(b64[5:6])), frame(opPing, true, nil), frame(0, true, []byte(b64[6:])), text(raw)), data: "four words of textab", control: []string{"4:2:"}},
		{name: "empty text", in: text("")},
		{name: "text then binary", in: join(text(raw), bin("cd")), data: "abcd"},
		{name: "text that is no base64", in: text("YWJj{}"), data: "abc", err: errBase64},
		{name: "url alphabet", in: text("__-_"), err: errBase64},
		{name: "data after padding", in: text("YQ==YQ=="), data: "a", err: errBase64},
		{name: "padding too early", in: text("Y==="), err: errBase64},
		{name: "too much padding", in: text("YWI=="), data: "ab", err: errBase64},
		{name: "too little padding", in: text("YQ="), data: "a", err: errBase64End},
		{name: "one character too many", in: text("YWJjZ"), data: "abc", err: errBase64End},
	}
}

func TestDecoder_Frames(t *testing.T) {
	for _, c := range frameCases() {
		t.Run(c.name, func(t *testing.T) {
			got := decodeIn(c.in, len(c.in))
			want := decoded{[]byte(c.data), c.control, c.err}
			if !got.equal(want) {
				t.Errorf("got %q %v %v\nwant %q %v %v", got.data, got.control, got.err, want.data, want.control, want.err)
			}
			for _, size := range []int{1, 2, 3, 7, 64} {
				if got := decodeIn(c.in, size); !got.equal(want) {
					t.Errorf("in chunks of %d: got %q %v %v", size, got.data, got.control, got.err)
				}
			}
		})
	}
}

func TestDecoder_CloseCodes(t *testing.T) {
	for code, want := range map[uint16]error{
		0: errCloseBody, 999: errCloseBody, 1000: nil, 1003: nil, 1004: errCloseBody, 1005: errCloseBody, 1006: errCloseBody,
		1007: nil, 1011: nil, 1015: errCloseBody, 2999: errCloseBody, 3000: nil, 4999: nil, 5000: errCloseBody,
	} {
		if got := checkClose(closeBody(code, "")); !errors.Is(got, want) {
			t.Errorf("%d: got %v, want %v", code, got, want)
		}
	}
}

func FuzzDecoder(f *testing.F) {
	for _, c := range frameCases() {
		if len(c.in) < 1000 {
			f.Add(c.in, uint8(3))
		}
	}
	f.Fuzz(func(t *testing.T, in []byte, size uint8) {
		whole := decodeIn(in, len(in))
		if len(whole.data) > len(in) {
			t.Fatalf("%d bytes became %d", len(in), len(whole.data))
		}
		for _, n := range []int{1, int(size)} {
			if part := decodeIn(in, n); !part.equal(whole) {
				t.Fatalf("in chunks of %d: %x %v %v, whole: %x %v %v", n, part.data, part.control, part.err, whole.data, whole.control, whole.err)
			}
		}
		var whole2, part boundaries
		n, err := whole2.scan(whole.data, 1000)
		for i := range whole.data {
			k, partErr := part.scan(whole.data[i:i+1], 1000)
			if k == 0 {
				if i != n || partErr != err {
					t.Fatalf("boundaries byte by byte end at %d with %v, whole at %d with %v", i, partErr, n, err)
				}
				return
			}
		}
		if n != len(whole.data) || part != whole2 {
			t.Fatalf("boundaries differ: %+v and %+v", part, whole2)
		}
	})
}
