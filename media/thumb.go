package media

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"time"

	"golang.org/x/image/draw"
)

const (
	thumbQuality = 80

	// decodeTime ends a decode, at its next read: of the same size, an image can be made to cost seconds or hours (a
	// progressive JPEG of a million scans). An honest one of 50 megapixels takes a second or two.
	decodeTime = 15 * time.Second

	// maxSide bounds what scaling a very long and narrow image takes.
	maxSide = 65535
)

// picture is what an upload is as an image; nothing if it is none.
type picture struct {
	width, height           int // as shown
	thumb                   *bytes.Buffer
	thumbType               string
	thumbWidth, thumbHeight int
}

// picture measures an image and makes its thumbnail. What cannot be decoded has none: only a done ctx is an error.
func (s *Store) picture(ctx context.Context, file io.ReaderAt, size int64, mime string) (picture, error) {
	kind, ok := formats[mime]
	if !ok {
		return picture{}, nil
	}
	select {
	case s.thumbs <- struct{}{}:
		defer func() { <-s.thumbs }()
	case <-ctx.Done():
		return picture{}, fmt.Errorf("make thumbnail: %w", context.Cause(ctx))
	}
	limited, cancel := context.WithTimeout(ctx, decodeTime)
	defer cancel()
	p := s.look(limited, kind, file, size)
	if ctx.Err() != nil {
		return picture{}, fmt.Errorf("make thumbnail: %w", context.Cause(ctx))
	}
	return p, nil
}

// look is picture while its turn lasts. A decoder that panics has found a corrupt image.
func (s *Store) look(ctx context.Context, kind format, file io.ReaderAt, size int64) (p picture) {
	defer func() {
		if recover() != nil {
			p.thumb = nil
		}
	}()
	c, err := kind.config(section(ctx, file, size))
	if err != nil || c.Width <= 0 || c.Height <= 0 {
		return picture{}
	}
	turned := kind.orientation(file)
	p.width, p.height = turned.size(c.Width, c.Height)
	if !s.affordable(c, kind.cost(file, c)) {
		return p
	}
	img, err := kind.decode(section(ctx, file, size))
	if err != nil {
		return p
	}
	p.draw(turned.apply(shrink(img, c.Width, c.Height, s.o.ThumbSize)))
	return p
}

// affordable tells whether decoding takes no more than MaxPixels allows: 8 bytes for each. An ordinary JPEG takes 1.5
// to 3 for each of its pixels, a progressive one 7.5 to 19, a PNG 4 to 16.
func (s *Store) affordable(c image.Config, bytesPerPixel float64) bool {
	pixels := float64(c.Width) * float64(c.Height)
	return c.Width <= maxSide && c.Height <= maxSide && pixels <= float64(s.o.MaxPixels) && pixels*bytesPerPixel <= 8*float64(s.o.MaxPixels)
}

// shrink scales an image on a canvas of w × h so that its longest edge is at most edge; it never enlarges.
func shrink(img image.Image, w, h, edge int) *image.RGBA {
	scale := min(1, float64(edge)/float64(max(w, h)))
	at := func(v int) int { return int(float64(v)*scale + 0.5) }
	dst := image.NewRGBA(image.Rect(0, 0, max(1, at(w)), max(1, at(h))))
	from := img.Bounds() // the first frame of a GIF may cover a part of the canvas
	to := image.Rect(at(from.Min.X), at(from.Min.Y), max(1, at(from.Max.X)), max(1, at(from.Max.Y)))
	if scale == 1 {
		draw.Draw(dst, to, img, from.Min, draw.Src)
		return dst
	}
	if scale*4 < 1 {
		// A good scaler looks at every pixel, which for a photo takes longer than its decoding. Four times the
		// thumbnail, by samples, holds all that it will show.
		mid := image.NewRGBA(image.Rect(0, 0, 4*to.Dx(), 4*to.Dy()))
		draw.ApproxBiLinear.Scale(mid, mid.Rect, img, from, draw.Src, nil)
		img, from = mid, mid.Rect
	}
	draw.CatmullRom.Scale(dst, to, img, from, draw.Src, nil)
	return dst
}

// draw encodes the thumbnail. The encoders write no metadata.
func (p *picture) draw(img *image.RGBA) {
	var b bytes.Buffer
	var err error
	mime := "image/jpeg"
	if img.Opaque() {
		err = jpeg.Encode(&b, img, &jpeg.Options{Quality: thumbQuality})
	} else {
		mime = "image/png"
		err = png.Encode(&b, img)
	}
	if err == nil {
		p.thumb, p.thumbType, p.thumbWidth, p.thumbHeight = &b, mime, img.Rect.Dx(), img.Rect.Dy()
	}
}

// section reads a file from its start until ctx is done.
func section(ctx context.Context, file io.ReaderAt, size int64) io.Reader {
	return readerUntil{ctx, io.NewSectionReader(file, 0, size)}
}
