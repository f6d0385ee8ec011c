package streamlit

import (
	"strings"
	"unicode"
)

// Whether a text was drawn at random, told by its structure alone: a list of
// words would know one language, and only the words that somebody thought of.

// LooksRandom tells whether a text may have been drawn at random.
func LooksRandom(text string) bool {
	return len(text) >= guessableBelow && !isGuessable(text)
}

// isGuessable tells whether a text of some length is still no secret: few
// different characters, sequences and repetitions, or nothing but words.
func isGuessable(text string) bool {
	different := map[rune]bool{}
	for _, r := range text {
		different[r] = true
	}
	runes := []rune(text)
	runes = runes[:min(256, len(runes))]
	own := unforeseen(runes)
	return len(different) <= 4 || own < 9 || own < 14 && 2*own < len(runes) || isPhrase(text)
}

// unforeseen counts the characters that do not follow from those before them.
// A sequence counts as two: where it begins, and where it goes.
func unforeseen(text []rune) int {
	count := 0
	for i := 0; i < len(text); {
		n := max(sequence(text, i), walk(text, i), repetition(text, i))
		if n < 4 {
			count++
			i++
			continue
		}
		count += min(2, n)
		i += n
	}
	return count
}

// sequence is the length of the longest run from i on in which every character
// stands in the same relation to the one some places before: the next in the
// alphabet, the same again, the next key of the row. Some places: a1b2c3, 1qaz2wsx.
func sequence(text []rune, i int) int {
	longest := 0
	for apart := 1; apart <= 5; apart++ {
		for _, at := range []func(rune) (int, bool){inAlphabet, onKeyboard} {
			n := steadily(text[i:], apart, at)
			// What stands at the beginning is free: apart characters and the first step.
			if n >= 2*apart+2 || apart == 1 && n >= 4 {
				longest = max(longest, n)
			}
		}
	}
	return longest
}

// steadily is how many characters follow each other by one step.
func steadily(text []rune, apart int, at func(rune) (int, bool)) int {
	n := apart
	step := 0
	for ; n < len(text); n++ {
		from, known := at(text[n-apart])
		to, alsoKnown := at(text[n])
		if !known || !alsoKnown || to-from < -1 || to-from > 1 || n > apart && to-from != step {
			break
		}
		step = to - from
	}
	if n == apart {
		return 0
	}
	return n
}

// inAlphabet numbers digits and letters, whatever their case. Gaps keep the end
// of one alphabet from the beginning of the next.
func inAlphabet(r rune) (int, bool) {
	switch r = unicode.ToLower(r); {
	case r >= '0' && r <= '9':
		return int(r - '0'), true
	case unicode.IsLetter(r):
		return int(r), true
	}
	return 0, false
}

// keyRows are the keys of a keyboard, from the left. The two other layouts of
// Latin letters swap a few of them.
const keyRows = "1234567890\x00qwertyuiop\x00asdfghjkl;\x00zxcvbnm,./"

// onKeyboard numbers the keys along their rows.
func onKeyboard(r rune) (int, bool) {
	at := strings.IndexRune(keyRows, unicode.ToLower(r))
	return at, at >= 0 && r != 0
}

// walk is the length of a walk over neighbouring keys, wherever it turns; 0 when
// it is short enough to come by chance.
func walk(text []rune, i int) int {
	n := 1
	for ; i+n < len(text); n++ {
		from, known := onKeyboard(text[i+n-1])
		to, alsoKnown := onKeyboard(text[i+n])
		if !known || !alsoKnown {
			break
		}
		rows, columns := to/11-from/11, to%11-from%11
		if rows < -1 || rows > 1 || columns < -1 || columns > 1 {
			break
		}
	}
	if n < 8 {
		return 0
	}
	return n
}

// repetition is the length of what stands at i and stood in the text before; 0
// when it is short enough to come by chance.
func repetition(text []rune, i int) int {
	longest := 0
	for from := range i {
		n := 0
		for i+n < len(text) && text[from+n] == text[i+n] {
			n++
		}
		longest = max(longest, n)
	}
	if longest < 6 {
		return 0
	}
	return longest
}

// isPhrase tells whether a text is written in words of some language: what
// people, tutorials and shells write, and no generator of random characters.
// Fewer than six words that were drawn at random cannot be told from a sentence.
func isPhrase(text string) bool {
	text = plainLetters(text)
	if isDrawnPhrase(text) {
		return false
	}
	tokens := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var words []string
	humps := false
	for _, token := range tokens {
		parts := cutAtHumps(token)
		humps = humps || len(parts) > 1
		for _, part := range parts {
			word, natural := wordOf(part)
			if !natural {
				return false
			}
			if word != "" {
				words = append(words, strings.ToLower(word))
			}
		}
	}
	letters := len([]rune(strings.Join(words, "")))
	least := 2 // letters to a word
	if humps || kindsOfMarks(text) > 2 {
		least = 3 // with so many cuts, pieces of random text pass for words
	}
	switch {
	case letters < 8 || letters < least*len(words) || kindsOfMarks(text) > len(words)+1:
		return false
	case foreign(words):
		return true
	case len(tokens) >= 3 && !humps:
		return pronounced(words)
	}
	return !digitsInside(tokens) && isLanguage(words)
}

// digitsInside tells whether digits stand before letters, as generators of
// words that can be pronounced put them.
func digitsInside(tokens []string) bool {
	for _, token := range tokens {
		if at := strings.IndexFunc(token, unicode.IsDigit); at >= 0 && strings.ContainsFunc(token[at:], unicode.IsLetter) {
			return true
		}
	}
	return false
}

// kindsOfMarks counts the different characters that are neither letter nor digit.
func kindsOfMarks(text string) int {
	kinds := map[rune]bool{}
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			kinds[r] = true
		}
	}
	return len(kinds)
}

// marked are Latin letters with marks, each behind the one that it is without (Unicode's decompositions, which a
// library knows for all scripts, and in a hundred kilobytes).
const marked = "aªàáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ bḃḅḇ cçćĉċčḉ dďḋḍḏḑḓ eèéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ fḟ gĝğġģǧǵḡ hĥȟḣḥḧḩḫẖ iìíîïĩīĭįǐȉȋḭḯỉị jĵǰ kķǩḱḳḵ lĺļľḷḹḻḽ mḿṁṃ nñńņňǹṅṇṉṋ oºòóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ pṕṗ rŕŗřȑȓṙṛṝṟ sśŝşšſșṡṣṥṧṩẛ tţťțṫṭṯṱẗ uùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự vṽṿ wŵẁẃẅẇẉẘ xẋẍ yýÿŷȳẏẙỳỵỷỹ zźżžẑẓẕ"

// plainLetters takes the marks off Latin letters: é is e, ł stays.
func plainLetters(text string) string {
	return strings.Map(func(r rune) rune {
		if r <= unicode.MaxASCII {
			return r
		} else if unicode.Is(unicode.M, r) {
			return -1
		}
		at := strings.IndexRune(marked, unicode.ToLower(r))
		if at < 0 {
			return r
		}
		plain := rune(marked[strings.LastIndexByte(marked[:at], ' ')+1])
		if unicode.IsUpper(r) {
			return unicode.ToUpper(plain)
		}
		return plain
	}, text)
}

// cutAtHumps cuts clientSecret in two, and Base64String.
func cutAtHumps(token string) []string {
	var parts []string
	begin := 0
	runes := []rune(token)
	for i := 1; i < len(runes); i++ {
		if unicode.IsUpper(runes[i]) && !unicode.IsUpper(runes[i-1]) && hasLower(runes[begin:i]) {
			parts = append(parts, string(runes[begin:i]))
			begin = i
		}
	}
	return append(parts, string(runes[begin:]))
}

func hasLower(runes []rune) bool {
	for _, r := range runes {
		if unicode.IsLower(r) {
			return true
		}
	}
	return false
}

// wordOf is the letters of a word that is written as words are: small, in
// capitals or with one capital, with at most a short number behind. A short
// number alone is one too.
func wordOf(part string) (string, bool) {
	word := strings.TrimRightFunc(part, unicode.IsDigit)
	if len(part)-len(word) > 4 {
		return "", false
	}
	capitals := word == strings.ToUpper(word)
	for i, r := range word {
		if !unicode.IsLetter(r) || i > 0 && unicode.IsUpper(r) && !capitals {
			return "", false
		}
	}
	return word, true
}

// foreign tells whether there are letters outside a to z, which no generator draws.
func foreign(words []string) bool {
	for _, word := range words {
		for _, r := range word {
			if r > 'z' {
				return true
			}
		}
	}
	return false
}

// pronounced tells whether nearly all words have a vowel.
func pronounced(words []string) bool {
	with := 0
	for _, word := range words {
		if len(word) <= 2 || strings.ContainsAny(word, "aeiouy") {
			with++
		}
	}
	return 5*with >= 4*len(words)
}

// isLanguage tells whether most neighbouring letters are such as stand beside
// each other in the languages that are written with a to z.
func isLanguage(words []string) bool {
	common, all := 0, 0
	for _, word := range words {
		for i := 1; i < len(word); i++ {
			all++
			if strings.Contains(commonPairs, " "+word[i-1:i+1]+" ") {
				common++
			}
		}
	}
	return all >= 12 && 20*common >= 17*all
}

// commonPairs are the 190 pairs of letters that make up nine tenths of written
// English, French, German, Italian, Spanish, Portuguese and Dutch.
const commonPairs = ` aa ac ad ag ai al am an ap ar as at au av ay ba be bi bo br ca ce ch ci ck co cr ct cu da de di do du ea ec ed ee eg ei el em en ep er es et eu ev ex ey` +
	` fe fi fo fr ft ga ge gh gi gn go gr ha he hi ho ht ia ic id ie if ig ij il im in io ir is it iv ke ki ks la ld le li lk ll lo ls lt lu ly ma me mi mm mo mp mu` +
	` na nc nd ne ng ni nk nn no ns nt nu oc od of og oi ok ol om on oo op or os ot ou ov ow pa pe ph pi pl po pp pr pt qu ra rd re ri rk rm rn ro rr rs rt ru ry` +
	` sa sc se sh si sk sl so sp ss st su sw ta te th ti to tr ts tt tu ty ua uc ud ue ui ul um un up ur us ut va ve vi vo wa we wi wo ye za ze zu `
