package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"io"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

// thumbnail reads back the thumbnail of a file.
func thumbnail(t testing.TB, s *Store, f chat.File) image.Image {
	t.Helper()
	if f.Thumb == nil {
		t.Fatalf("%s of %d × %d has no thumbnail", f.Type, f.Width, f.Height)
	}
	b := content(t, s, f.Thumb.Hash)
	img, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if size := img.Bounds().Size(); size != image.Pt(f.Thumb.Width, f.Thumb.Height) || int64(len(b)) != f.Thumb.Size {
		t.Fatalf("the thumbnail is %v and %d bytes, the file says %+v", size, len(b), *f.Thumb)
	}
	return img
}

func TestThumb_TurnedAsShown(t *testing.T) {
	shown := [9][4]int{1: {0, 1, 2, 3}, 2: {1, 0, 3, 2}, 3: {3, 2, 1, 0}, 4: {2, 3, 0, 1}, 5: {0, 2, 1, 3}, 6: {2, 0, 3, 1}, 7: {3, 1, 2, 0}, 8: {1, 3, 0, 2}}
	s := open(t, Options{ThumbSize: 80})
	img := quartered(200, 100)
	for o := 1; o <= 8; o++ {
		for name, b := range map[string][]byte{
			"jpeg, little endian": jpegWithEXIF(jpegOf(t, img), exif(binary.LittleEndian, uint16(o))),
			"jpeg, big endian":    jpegWithEXIF(jpegOf(t, img), exif(binary.BigEndian, uint16(o))),
			"png":                 pngWithEXIF(pngOf(t, img), exif(binary.BigEndian, uint16(o))),
		} {
			t.Run(fmt.Sprintf("%s %d", name, o), func(t *testing.T) {
				f := save(t, s, "photo", b)
				wantW, wantH, small := 200, 100, image.Pt(80, 40)
				if o >= 5 {
					wantW, wantH, small = 100, 200, image.Pt(40, 80)
				}
				if f.Width != wantW || f.Height != wantH {
					t.Errorf("shown as %d × %d, want %d × %d", f.Width, f.Height, wantW, wantH)
				}
				thumb := thumbnail(t, s, f)
				if thumb.Bounds().Size() != small || seen(thumb) != shown[o] {
					t.Errorf("thumbnail %v shows %v, want %v and %v", thumb.Bounds(), seen(thumb), small, shown[o])
				}
			})
		}
	}
	f := save(t, s, "photo", webpWithEXIF(200, 100, exif(binary.LittleEndian, 6)))
	if f.Width != 100 || f.Height != 200 || f.Thumb == nil || f.Thumb.Width != 40 {
		t.Errorf("a turned WebP is %+v", f)
	}
}

func TestThumb_HoldsNoMetadataAndIsNotEnlarged(t *testing.T) {
	s := open(t, Options{})
	for _, b := range [][]byte{
		jpegWithEXIF(jpegOf(t, quartered(40, 20)), exif(binary.BigEndian, 1)),
		pngWithEXIF(pngOf(t, quartered(40, 20)), exif(binary.BigEndian, 1)),
	} {
		f := save(t, s, "small", b)
		if !bytes.Contains(content(t, s, f.Hash), []byte("secret-place")) {
			t.Fatal("the upload was changed")
		}
		thumbnail(t, s, f)
		small := content(t, s, f.Thumb.Hash)
		if bytes.Contains(small, []byte("secret-place")) || bytes.Contains(bytes.ToLower(small), []byte("exif")) {
			t.Error("metadata is left in the thumbnail")
		}
		if f.Thumb.Width != 40 || f.Thumb.Height != 20 || f.Thumb.Type != "image/jpeg" {
			t.Errorf("thumbnail %+v", *f.Thumb)
		}
	}
}

func TestThumb_OfEveryFormat(t *testing.T) {
	holed := quartered(400, 300)
	holed.SetNRGBA(0, 0, color.NRGBA{})
	draw.Draw(holed, image.Rect(100, 100, 200, 200), image.Transparent, image.Point{}, draw.Src)
	gray := image.NewGray16(image.Rect(0, 0, 400, 300))
	for name, c := range map[string]struct {
		upload       []byte
		mime, thumb  string
		width, small int
	}{
		"jpeg":             {jpegOf(t, quartered(400, 300)), "image/jpeg", "image/jpeg", 400, 320},
		"gray jpeg":        {jpegOf(t, gray), "image/jpeg", "image/jpeg", 400, 320},
		"png":              {pngOf(t, quartered(400, 300)), "image/png", "image/jpeg", 400, 320},
		"gray png":         {pngOf(t, gray), "image/png", "image/jpeg", 400, 320},
		"transparent png":  {pngOf(t, holed), "image/png", "image/png", 400, 320},
		"gif":              {gifOf(t, quartered(400, 300)), "image/gif", "image/jpeg", 400, 320},
		"webp":             {webpOf(400, 300, quarters[1]), "image/webp", "image/jpeg", 400, 320},
		"transparent webp": {webpOf(400, 300, color.NRGBA{9, 9, 9, 100}), "image/webp", "image/png", 400, 320},
		"lossy webp":       {lossyWebP(t), "image/webp", "image/jpeg", 1, 1},
		"a line":           {pngOf(t, image.NewGray(image.Rect(0, 0, 5000, 1))), "image/png", "image/jpeg", 5000, 320},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, Options{})
			f := save(t, s, name, c.upload)
			if f.Type != c.mime || f.Width != c.width {
				t.Errorf("got %+v", f)
			}
			thumbnail(t, s, f)
			if f.Thumb.Type != c.thumb || f.Thumb.Width != c.small {
				t.Errorf("thumbnail %+v", *f.Thumb)
			}
		})
	}
}

func TestThumb_OfTheFirstFrame(t *testing.T) {
	part := func(r image.Rectangle, c color.Color) *image.Paletted {
		img := image.NewPaletted(r, color.Palette{color.Transparent, c})
		draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
		return img
	}
	var b bytes.Buffer
	err := gif.EncodeAll(&b, &gif.GIF{
		Image: []*image.Paletted{part(image.Rect(500, 0, 1000, 250), quarters[2]), part(image.Rect(0, 0, 1000, 500), quarters[0])},
		Delay: []int{1, 1}, Config: image.Config{Width: 1000, Height: 500},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, Options{ThumbSize: 100})
	f := save(t, s, "a.gif", b.Bytes())
	img := thumbnail(t, s, f)
	if f.Thumb.Type != "image/png" || img.Bounds().Dx() != 100 || img.Bounds().Dy() != 50 || seen(img)[1] != 2 {
		t.Errorf("thumbnail %+v shows %v", *f.Thumb, seen(img))
	}
	if _, _, _, alpha := img.At(10, 40).RGBA(); alpha != 0 {
		t.Error("what the first frame leaves free is not transparent")
	}
}

func TestThumb_BombsAreKeptWithoutOne(t *testing.T) {
	whole := jpegOf(t, quartered(400, 300))
	for name, c := range map[string]struct {
		upload        []byte
		mime          string
		width, height int
	}{
		"a png of 2.5 gigapixels":          {pngClaiming(t, 50_000, 50_000), "image/png", 50_000, 50_000},
		"a png of one long line":           {pngClaiming(t, 40_000_000, 1), "image/png", 40_000_000, 1},
		"a png without pixels":             {pngClaiming(t, 2000, 2000), "image/png", 2000, 2000},
		"a jpeg of 4 gigapixels":           {jpegClaiming(t, 65535, 65535, false), "image/jpeg", 65535, 65535},
		"a progressive jpeg of 49 million": {jpegClaiming(t, 7000, 7000, true), "image/jpeg", 7000, 7000},
		"a webp of 268 million":            {webpOf(16384, 16384, quarters[0]), "image/webp", 16384, 16384},
		"half a jpeg":                      {whole[:len(whole)/2], "image/jpeg", 400, 300},
		"the head of a png":                {pngOf(t, quartered(9, 9))[:20], "image/png", 0, 0},
		"the head of a gif":                {[]byte("GIF89a"), "image/gif", 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, Options{})
			f := save(t, s, "bomb", c.upload)
			if f.Type != c.mime || f.Width != c.width || f.Height != c.height || f.Thumb != nil {
				t.Errorf("got %+v", f)
			}
			if !bytes.Equal(content(t, s, f.Hash), c.upload) {
				t.Error("the upload was changed")
			}
		})
	}
}

func TestThumb_CostIsKnownBeforeDecoding(t *testing.T) {
	deep := image.NewNRGBA64(image.Rect(0, 0, 8, 8))
	interlaced := pngOf(t, quartered(8, 8))
	interlaced[28] = 1
	for name, c := range map[string]struct {
		mime   string
		upload []byte
		want   float64
	}{
		"jpeg":                        {"image/jpeg", jpegOf(t, quartered(8, 8)), 1.5},
		"gray jpeg":                   {"image/jpeg", jpegOf(t, image.NewGray(image.Rect(0, 0, 8, 8))), 1},
		"progressive jpeg, 4:4:4":     {"image/jpeg", jpegClaiming(t, 8, 8, true), 19},
		"jpeg whose size is not seen": {"image/jpeg", []byte{0xFF, 0xD8, 0xFF}, 24},
		"png":                         {"image/png", pngOf(t, quartered(8, 8)), 4},
		"png of 16 bits":              {"image/png", pngOf(t, deep), 8},
		"interlaced png":              {"image/png", interlaced, 8},
	} {
		kind := formats[c.mime]
		config, _ := kind.config(bytes.NewReader(c.upload))
		if got := kind.cost(bytes.NewReader(c.upload), config); got != c.want {
			t.Errorf("%s: %v bytes for a pixel, want %v", name, got, c.want)
		}
	}
}

func TestThumb_APanickingDecoderHarmsNobody(t *testing.T) {
	s := open(t, Options{})
	kind := formats["image/png"]
	kind.decode = func(io.Reader) (image.Image, error) { panic("index out of range") }
	b := pngOf(t, quartered(10, 10))
	p := s.look(t.Context(), kind, bytes.NewReader(b), int64(len(b)))
	if p.width != 10 || p.height != 10 || p.thumb != nil {
		t.Errorf("got %+v", p)
	}
}

func TestThumb_AtMostMaxThumbsAtOnce(t *testing.T) {
	s := open(t, Options{MaxThumbs: 1})
	s.thumbs <- struct{}{} // a decode that does not end
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("the client went away")
	done := make(chan error)
	go func() {
		_, err := s.Save(ctx, "a.jpg", bytes.NewReader(jpegOf(t, quartered(10, 10))))
		done <- err
	}()
	save(t, s, "a.txt", []byte("no image waits for its turn"))
	cancel(gone)
	if err := <-done; !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
	holds(t, s, 1)
	<-s.thumbs
	if f := save(t, s, "a.jpg", jpegOf(t, quartered(10, 10))); f.Thumb == nil {
		t.Error("no thumbnail when it is the turn")
	}
}
