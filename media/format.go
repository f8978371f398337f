package media

import (
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

// format is a kind of image that thumbnails are made of.
type format struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	// orientation reads how the image is to be turned.
	orientation func(io.ReaderAt) orientation
	// cost tells how many bytes of memory decoding takes for a pixel.
	cost func(io.ReaderAt, image.Config) float64
}

var formats = map[string]format{
	"image/jpeg": {jpeg.DecodeConfig, jpeg.Decode, jpegOrientation, jpegCost},
	"image/png":  {png.DecodeConfig, png.Decode, pngOrientation, pngCost},
	"image/gif":  {gif.DecodeConfig, gif.Decode, func(io.ReaderAt) orientation { return upright }, func(io.ReaderAt, image.Config) float64 { return 1 }},
	// Lossless, and the transparency of lossy ones, take 4 and again 4 while the colours are put back.
	"image/webp": {webp.DecodeConfig, webp.Decode, webpOrientation, func(io.ReaderAt, image.Config) float64 { return 8 }},
}

// maxParts bounds the segments or chunks of an image that are looked at for its orientation.
const maxParts = 1000

// jpegSegments calls f with the marker, position and length of each segment's data before the picture, until f
// returns false.
func jpegSegments(r io.ReaderAt, f func(marker byte, at, length int64) bool) {
	at := int64(2)
	for range maxParts {
		var b [4]byte
		if !readAt(r, b[:], at) || b[0] != 0xFF {
			return
		}
		marker, length := b[1], int64(binary.BigEndian.Uint16(b[2:]))
		switch {
		case marker == 0xFF: // fill
			at++
			continue
		case marker == 0xDA || marker == 0xD9 || length < 2: // the picture begins, or is over
			return
		}
		if !f(marker, at+4, length-2) {
			return
		}
		at += 2 + length
	}
}

func jpegOrientation(r io.ReaderAt) orientation {
	found := upright
	jpegSegments(r, func(marker byte, at, length int64) bool {
		if marker != 0xE1 || length < 6 {
			return true
		}
		data := make([]byte, min(length, maxEXIF))
		if !readAt(r, data, at) || string(data[:6]) != "Exif\x00\x00" {
			return true
		}
		found = readOrientation(data[6:])
		return false
	})
	return found
}

// jpegCost: a progressive JPEG is kept as coefficients, 4 bytes for each sample, until its last scan.
func jpegCost(r io.ReaderAt, _ image.Config) float64 {
	cost := 24.0 // if nothing is found: four samples, progressive, and their conversion
	jpegSegments(r, func(marker byte, at, length int64) bool {
		if marker < 0xC0 || marker > 0xC2 {
			return true
		}
		b := make([]byte, min(length, 18))
		if !readAt(r, b, at) || len(b) < 6 || len(b) < 6+3*int(b[5]) {
			return false
		}
		samples, hv := 0, 1
		for c := range int(b[5]) {
			n := int(b[7+3*c]>>4) * int(b[7+3*c]&15)
			samples, hv = samples+n, max(hv, n)
		}
		cost = float64(samples) / float64(hv)
		if marker == 0xC2 {
			cost *= 5
		}
		if b[5] == 4 || hv == 1 && b[5] == 3 { // CMYK, and what may be RGB, are converted
			cost += 4
		}
		return false
	})
	return cost
}

// pngCost: an interlaced PNG is decoded in passes that together are as large as the image.
func pngCost(r io.ReaderAt, c image.Config) float64 {
	cost := 4.0
	if c.ColorModel == color.RGBA64Model || c.ColorModel == color.NRGBA64Model {
		cost = 8
	}
	var interlaced [1]byte
	if readAt(r, interlaced[:], 28) && interlaced[0] != 0 {
		cost *= 2
	}
	return cost
}

func pngOrientation(r io.ReaderAt) orientation {
	at := int64(8)
	for range maxParts {
		var head [8]byte
		if !readAt(r, head[:], at) {
			break
		}
		length := int64(binary.BigEndian.Uint32(head[:]))
		switch string(head[4:]) {
		case "eXIf":
			return orientationAt(r, at+8, length)
		case "IDAT":
			return upright // eXIf comes before the pixels
		}
		at += 12 + length
	}
	return upright
}

func webpOrientation(r io.ReaderAt) orientation {
	at := int64(12)
	for range maxParts {
		var head [8]byte
		if !readAt(r, head[:], at) {
			break
		}
		length := int64(binary.LittleEndian.Uint32(head[4:]))
		if string(head[:4]) == "EXIF" {
			return orientationAt(r, at+8, length)
		}
		at += 8 + length + length&1
	}
	return upright
}

func orientationAt(r io.ReaderAt, at, length int64) orientation {
	data := make([]byte, min(length, maxEXIF))
	if !readAt(r, data, at) {
		return upright
	}
	return readOrientation(data)
}

func readAt(r io.ReaderAt, b []byte, at int64) bool {
	n, _ := r.ReadAt(b, at)
	return n == len(b)
}
