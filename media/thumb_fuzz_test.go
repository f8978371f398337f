package media

import (
	"bytes"
	"encoding/binary"
	"image"
	"math/rand/v2"
	"runtime"
	"testing"
)

func FuzzOrientation(f *testing.F) {
	f.Add(exif(binary.LittleEndian, 6))
	f.Add(exif(binary.BigEndian, 8))
	f.Add(jpegWithEXIF(jpegOf(f, quartered(8, 8)), exif(binary.BigEndian, 3)))
	f.Add(pngWithEXIF(pngOf(f, quartered(8, 8)), exif(binary.BigEndian, 3)))
	f.Add(webpWithEXIF(8, 8, exif(binary.BigEndian, 3)))
	f.Fuzz(func(t *testing.T, b []byte) {
		got := []orientation{readOrientation(b)}
		for _, kind := range formats {
			got = append(got, kind.orientation(bytes.NewReader(b)))
		}
		for _, o := range got {
			if o < 1 || o > 8 {
				t.Fatalf("orientation %d", o)
			}
		}
	})
}

func FuzzThumbnail(f *testing.F) {
	for _, b := range [][]byte{
		jpegWithEXIF(jpegOf(f, quartered(32, 16)), exif(binary.BigEndian, 6)), jpegClaiming(f, 900, 900, true), pngOf(f, quartered(32, 16)),
		gifOf(f, quartered(32, 16)), webpOf(32, 16, quarters[0]), lossyWebP(f), pngClaiming(f, 1000, 1000),
	} {
		f.Add(b)
	}
	const slack = 256 << 20 // tables of the decoders, and what scaling takes
	s := open(f, Options{MaxPixels: 1_000_000, ThumbSize: 64})
	f.Fuzz(func(t *testing.T, b []byte) {
		mime, err := sniff(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p, err := s.picture(t.Context(), bytes.NewReader(b), int64(len(b)), mime)
		runtime.ReadMemStats(&after)
		if err != nil {
			t.Fatal(err)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > uint64(8*s.o.MaxPixels)+slack {
			t.Fatalf("%d bytes of memory for %d bytes of %s", took, len(b), mime)
		}
		if p.thumb == nil {
			return
		}
		img, _, err := image.Decode(p.thumb)
		if err != nil || img.Bounds().Dx() != p.thumbWidth || img.Bounds().Dy() != p.thumbHeight || max(p.thumbWidth, p.thumbHeight) > 64 {
			t.Fatalf("thumbnail %d × %d, %v", p.thumbWidth, p.thumbHeight, err)
		}
	})
}

// photo is a picture of 12 megapixels with edges and noise.
func photo() image.Image {
	img := image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range img.Y {
		img.Y[i] = uint8(i/40+i/100_000) + uint8(random.Uint32()&15)
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = uint8(i/9000), uint8(i/3000)
	}
	return img
}

func BenchmarkThumb_JPEG12Megapixels(b *testing.B) {
	s := open(b, Options{})
	upload := jpegOf(b, photo())
	b.ReportAllocs()
	for b.Loop() {
		p, err := s.picture(b.Context(), bytes.NewReader(upload), int64(len(upload)), "image/jpeg")
		if err != nil || p.thumb == nil {
			b.Fatal(p, err)
		}
	}
}
