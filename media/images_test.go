package media

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"testing"
)

// quarters are the colours of the test picture: top left, top right, bottom left, bottom right.
var quarters = [4]color.NRGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 255, 0, 255}}

// quartered draws the test picture.
func quartered(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetNRGBA(x, y, quarters[2*(2*y/h)+2*x/w])
		}
	}
	return img
}

// seen tells which quarters an image shows, in the order of quarters.
func seen(img image.Image) (got [4]int) {
	b := img.Bounds()
	for i := range got {
		x, y := b.Min.X+b.Dx()*(1+2*(i%2))/4, b.Min.Y+b.Dy()*(1+2*(i/2))/4
		c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
		got[i] = slices.IndexFunc(quarters[:], func(q color.NRGBA) bool {
			return near(c.R, q.R) && near(c.G, q.G) && near(c.B, q.B)
		})
	}
	return got
}

func near(a, b uint8) bool { return max(a, b)-min(a, b) < 40 }

func jpegOf(t testing.TB, img image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB, img image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gifOf(t testing.TB, img image.Image) []byte {
	var b bytes.Buffer
	if err := gif.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// exif makes the TIFF structure of an orientation, with a tag before it and a maker's name that must not get out.
func exif(order binary.AppendByteOrder, o uint16) []byte {
	b := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	for _, tag := range [][4]uint32{{0x010F, 2, 12, 38}, {tagOrientation, 3, 1, 0}} {
		b = order.AppendUint16(b, uint16(tag[0]))
		b = order.AppendUint16(b, uint16(tag[1]))
		b = order.AppendUint32(b, tag[2])
		if tag[0] == tagOrientation {
			b = order.AppendUint16(order.AppendUint16(b, o), 0)
			continue
		}
		b = order.AppendUint32(b, tag[3])
	}
	return append(order.AppendUint32(b, 0), "secret-place"...)
}

func jpegWithEXIF(b, exif []byte) []byte {
	segment := append([]byte("Exif\x00\x00"), exif...)
	head := binary.BigEndian.AppendUint16([]byte{0xFF, 0xD8, 0xFF, 0xE1}, uint16(2+len(segment)))
	return slices.Concat(head, segment, b[2:])
}

func pngWithEXIF(b, exif []byte) []byte {
	chunk := append(binary.BigEndian.AppendUint32(nil, uint32(len(exif))), "eXIf"...)
	chunk = append(chunk, exif...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	return slices.Concat(b[:33], chunk, b[33:])
}

func riff(chunks ...[]byte) []byte {
	body := append([]byte("WEBP"), slices.Concat(chunks...)...)
	return slices.Concat(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body)
}

func chunk(name string, data []byte) []byte {
	b := append(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data))), data...)
	return append(b, make([]byte, len(data)%2)...)
}

// webpOf makes a lossless WebP of one colour, in 21 bytes whatever its size: no transform, no cache, and five prefix
// codes of one symbol each.
func webpOf(w, h int, c color.NRGBA) []byte { return riff(vp8l(w, h, c)) }

func vp8l(w, h int, c color.NRGBA) []byte {
	var bits []byte
	n := 0
	put := func(v uint32, count int) {
		for i := range count {
			if n%8 == 0 {
				bits = append(bits, 0)
			}
			bits[n/8] |= byte(v>>i&1) << (n % 8)
			n++
		}
	}
	put(0x2F, 8)
	put(uint32(w-1), 14)
	put(uint32(h-1), 14)
	put(1, 1) // has alpha
	put(0, 3+3)
	for _, symbol := range []uint8{c.G, c.R, c.B, c.A, 0} {
		put(1, 1) // simple
		put(0, 1) // one symbol
		put(1, 1) // of eight bits
		put(uint32(symbol), 8)
	}
	return chunk("VP8L", bits)
}

func webpWithEXIF(w, h int, exif []byte) []byte {
	header := make([]byte, 10)
	header[0] = 1 << 3
	header[4], header[5], header[7], header[8] = byte(w-1), byte((w-1)>>8), byte(h-1), byte((h-1)>>8)
	return riff(chunk("VP8X", header), vp8l(w, h, quarters[0]), chunk("EXIF", exif))
}

// lossyWebP is one pixel.
func lossyWebP(t testing.TB) []byte {
	b, err := base64.StdEncoding.DecodeString("UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vuUAAA=")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// pngClaiming makes a PNG claim a size.
func pngClaiming(t testing.TB, w, h uint32) []byte {
	b := pngOf(t, quartered(8, 8))
	binary.BigEndian.PutUint32(b[16:], w)
	binary.BigEndian.PutUint32(b[20:], h)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

// jpegClaiming makes a JPEG claim a size and, with progressive, to come in many scans.
func jpegClaiming(t testing.TB, w, h uint16, progressive bool) []byte {
	b := jpegOf(t, quartered(8, 8))
	at := bytes.Index(b, []byte{0xFF, 0xC0})
	if progressive {
		b[at+1] = 0xC2
		b[at+11] = 0x11 // all colours at full resolution
	}
	binary.BigEndian.PutUint16(b[at+5:], h)
	binary.BigEndian.PutUint16(b[at+7:], w)
	return b
}
