//! Bytes to tokens.

/// A token of rich text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'b> {
    /// A group begins.
    Open,
    /// A group ends.
    Close,
    /// A control word, and its number if it has one.
    Word(&'b str, Option<i32>),
    /// A control symbol: a backslash and this.
    Symbol(u8),
    /// A byte of text, as two digits.
    Hex(u8),
    /// Bytes of text: at least one, no line end among them.
    Text(&'b [u8]),
}

/// The tokens of a file.
#[derive(Debug)]
pub(super) struct Tokens<'b> {
    rest: &'b [u8],
}

impl<'b> Tokens<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes }
    }

    fn take(&mut self, bytes: usize) -> &'b [u8] {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }

    fn take_while(&mut self, is_in: impl Fn(&u8) -> bool) -> &'b [u8] {
        let end = self.rest.iter().position(|byte| !is_in(byte));
        self.take(end.unwrap_or(self.rest.len()))
    }

    /// What follows a backslash; none at the end of the file.
    fn control(&mut self) -> Option<Token<'b>> {
        match self.rest.first()? {
            b'\'' => {
                self.take(1);
                let digits = str::from_utf8(self.take(2)).unwrap_or_default();
                // What isn't a number stands for a character that nobody knows.
                Some(Token::Hex(u8::from_str_radix(digits, 16).unwrap_or(b'?')))
            }
            letter if letter.is_ascii_alphabetic() => Some(self.word()),
            symbol => {
                self.take(1);
                Some(Token::Symbol(*symbol))
            }
        }
    }

    fn word(&mut self) -> Token<'b> {
        let name = str::from_utf8(self.take_while(u8::is_ascii_alphabetic)).unwrap_or_default();
        let is_negative = self.rest.first() == Some(&b'-');
        if is_negative {
            self.take(1);
        }
        let digits = self.take_while(u8::is_ascii_digit);
        let number = digits.iter().fold(0_i32, |number, digit| {
            number.saturating_mul(10).saturating_add(i32::from(digit - b'0'))
        });
        if self.rest.first() == Some(&b' ') {
            self.take(1);
        }
        let number = if is_negative { -number } else { number };
        Token::Word(name, (!digits.is_empty()).then_some(number))
    }
}

impl<'b> Iterator for Tokens<'b> {
    type Item = Token<'b>;

    fn next(&mut self) -> Option<Token<'b>> {
        self.take_while(|byte| matches!(byte, b'\r' | b'\n' | 0));
        match self.rest.first()? {
            b'{' => {
                self.take(1);
                Some(Token::Open)
            }
            b'}' => {
                self.take(1);
                Some(Token::Close)
            }
            b'\\' => {
                self.take(1);
                let token = self.control()?;
                if let Token::Word("bin", Some(bytes)) = token {
                    // So many bytes that are no text, whatever they are.
                    self.take(usize::try_from(bytes).unwrap_or_default());
                }
                Some(token)
            }
            _ => {
                let is_text = |byte: &u8| !matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0);
                Some(Token::Text(self.take_while(is_text)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_space_behind_a_control_word_belongs_to_it() {
        let tokens: Vec<_> = Tokens::new(b"{\\b  x\\fs-20y\\'e9\\~\\bin2 }}\r\nz}").collect();
        assert_eq!(
            tokens,
            [
                Token::Open,
                Token::Word("b", None),
                Token::Text(b" x"),
                Token::Word("fs", Some(-20)),
                Token::Text(b"y"),
                Token::Hex(0xe9),
                Token::Symbol(b'~'),
                Token::Word("bin", Some(2)),
                Token::Text(b"z"),
                Token::Close,
            ]
        );
    }
}
