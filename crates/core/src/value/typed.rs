//! Elements of typed arrays.

use std::borrow::Cow;

use half::f16;
use num_bigint::BigInt;

use super::{Node, TypedKind, bigint::parse_decimal};

/// The reason why something cannot be an element of a typed array.
#[derive(Debug, PartialEq)]
pub(super) enum ElementError {
    /// Neither a number nor text that stands for one.
    NotANumber,
    /// A number that the kind cannot hold.
    OutOfRange,
}

impl TypedKind {
    /// Returns the kind whose constructor has this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }

    /// Returns the elements in some bytes, as numbers or BigInts. Trailing bytes that do not fill an element are left
    /// out.
    pub fn elements(self, bytes: &[u8]) -> impl ExactSizeIterator<Item = Node> {
        bytes.chunks_exact(self.element_size()).map(move |bytes| self.element(bytes))
    }

    /// Returns the same bytes with every NaN in JavaScript's canonical form. The form of a NaN that a program stores
    /// depends on how V8 has compiled it.
    pub fn with_one_nan(self, bytes: &[u8]) -> Cow<'_, [u8]> {
        let is_nan = |element: &Node| matches!(element, Node::Number(number) if number.is_nan());
        let has_floats = matches!(self, Self::Float16Array | Self::Float32Array | Self::Float64Array);
        if !has_floats || !self.elements(bytes).any(|element| is_nan(&element)) {
            return Cow::Borrowed(bytes);
        }
        let mut nan = Vec::new();
        self.push_number(f64::NAN, &mut nan);
        let mut changed = bytes.to_vec();
        for (element, chunk) in self.elements(bytes).zip(changed.chunks_exact_mut(nan.len())) {
            if is_nan(&element) {
                chunk.copy_from_slice(&nan);
            }
        }
        Cow::Owned(changed)
    }

    fn element(self, bytes: &[u8]) -> Node {
        fn fixed<const N: usize>(bytes: &[u8]) -> [u8; N] {
            bytes.try_into().unwrap_or([0; N])
        }
        Node::Number(match self {
            Self::Int8Array => i8::from_le_bytes(fixed(bytes)).into(),
            Self::Uint8Array | Self::Uint8ClampedArray | Self::DataView => {
                u8::from_le_bytes(fixed(bytes)).into()
            }
            Self::Int16Array => i16::from_le_bytes(fixed(bytes)).into(),
            Self::Uint16Array => u16::from_le_bytes(fixed(bytes)).into(),
            Self::Int32Array => i32::from_le_bytes(fixed(bytes)).into(),
            Self::Uint32Array => u32::from_le_bytes(fixed(bytes)).into(),
            Self::Float16Array => f16::from_le_bytes(fixed(bytes)).to_f64(),
            Self::Float32Array => f32::from_le_bytes(fixed(bytes)).into(),
            Self::Float64Array => f64::from_le_bytes(fixed(bytes)),
            Self::BigInt64Array => return Node::BigInt(i64::from_le_bytes(fixed(bytes)).into()),
            Self::BigUint64Array => return Node::BigInt(u64::from_le_bytes(fixed(bytes)).into()),
        })
    }

    /// Appends the bytes of an element as JSON holds it: a number, text for a number without a JSON literal, or text
    /// for a BigInt.
    ///
    /// Floats are rounded, as in JavaScript. Integers have to fit, because the setter of a problem hardly means them to
    /// wrap.
    pub(super) fn push_element(self, element: &Node, bytes: &mut Vec<u8>) -> Result<(), ElementError> {
        match (self, element) {
            (Self::BigInt64Array | Self::BigUint64Array, Node::String(text)) => {
                let number = text.as_str().and_then(parse_decimal).ok_or(ElementError::NotANumber)?;
                self.push_bigint(&number, bytes).ok_or(ElementError::OutOfRange)
            }
            (Self::BigInt64Array | Self::BigUint64Array, _) => Err(ElementError::NotANumber),
            (_, Node::Number(number)) => self.push_number(*number, bytes).ok_or(ElementError::OutOfRange),
            (Self::Float16Array | Self::Float32Array | Self::Float64Array, Node::String(text)) => {
                let number = text.as_str().and_then(special_number).ok_or(ElementError::NotANumber)?;
                self.push_number(number, bytes).ok_or(ElementError::OutOfRange)
            }
            _ => Err(ElementError::NotANumber),
        }
    }

    fn push_bigint(self, number: &BigInt, bytes: &mut Vec<u8>) -> Option<()> {
        match self {
            Self::BigInt64Array => bytes.extend(i64::try_from(number).ok()?.to_le_bytes()),
            _ => bytes.extend(u64::try_from(number).ok()?.to_le_bytes()),
        }
        Some(())
    }

    fn push_number(self, number: f64, bytes: &mut Vec<u8>) -> Option<()> {
        let (low, high) = match self {
            Self::Int8Array => (i8::MIN.into(), i8::MAX.into()),
            Self::Uint8Array | Self::Uint8ClampedArray | Self::DataView => (0.0, u8::MAX.into()),
            Self::Int16Array => (i16::MIN.into(), i16::MAX.into()),
            Self::Uint16Array => (0.0, u16::MAX.into()),
            Self::Int32Array => (i32::MIN.into(), i32::MAX.into()),
            Self::Uint32Array => (0.0, u32::MAX.into()),
            Self::Float16Array => {
                bytes.extend(f16::from_f64(number).to_le_bytes());
                return Some(());
            }
            Self::Float32Array => {
                bytes.extend((number as f32).to_le_bytes());
                return Some(());
            }
            Self::Float64Array => {
                bytes.extend(number.to_le_bytes());
                return Some(());
            }
            Self::BigInt64Array | Self::BigUint64Array => return None,
        };
        if !(low..=high).contains(&number) || number.fract() != 0.0 {
            return None;
        }
        // Two's complement: the low bytes are the same for every width.
        bytes.extend(&(number as i64).to_le_bytes()[..self.element_size()]);
        Some(())
    }
}

/// Returns a number that JSON has no literal for, by its name.
pub(super) fn special_number(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        "-0" => Some(-0.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(kind: TypedKind, elements: &[Node]) -> Result<Vec<u8>, ElementError> {
        let mut bytes = Vec::new();
        elements.iter().try_for_each(|element| kind.push_element(element, &mut bytes))?;
        Ok(bytes)
    }

    #[test]
    fn every_nan_gets_the_same_bits() {
        for kind in [TypedKind::Float16Array, TypedKind::Float32Array, TypedKind::Float64Array] {
            let mut expected = Vec::new();
            kind.push_number(f64::NAN, &mut expected);
            let mut odd = vec![0xff; expected.len()];
            kind.push_number(1.5, &mut odd);
            kind.push_number(1.5, &mut expected);
            assert_eq!(*kind.with_one_nan(&odd), expected, "{kind:?}");
        }
        for kind in [TypedKind::Uint8Array, TypedKind::BigInt64Array, TypedKind::DataView] {
            assert!(matches!(kind.with_one_nan(&[0xff; 16]), Cow::Borrowed(_)), "{kind:?}");
        }
    }

    #[test]
    fn extremes_of_every_kind_are_kept() {
        for (kind, extremes) in [
            (TypedKind::Int8Array, vec![-128.0, 127.0]),
            (TypedKind::Uint8Array, vec![0.0, 255.0]),
            (TypedKind::Uint8ClampedArray, vec![0.0, 255.0]),
            (TypedKind::Int16Array, vec![-32768.0, 32767.0]),
            (TypedKind::Uint16Array, vec![0.0, 65535.0]),
            (TypedKind::Int32Array, vec![-2147483648.0, 2147483647.0]),
            (TypedKind::Uint32Array, vec![0.0, 4294967295.0]),
            (TypedKind::Float16Array, vec![-65504.0, 0.5]),
            (TypedKind::Float32Array, vec![-1.5, 3.4028234663852886e38]),
            (TypedKind::Float64Array, vec![f64::MIN, 5e-324]),
            (TypedKind::DataView, vec![0.0, 255.0]),
        ] {
            let nodes: Vec<Node> = extremes.iter().map(|number| Node::Number(*number)).collect();
            let bytes = bytes(kind, &nodes).unwrap();
            assert_eq!(bytes.len(), nodes.len() * kind.element_size());
            assert_eq!(kind.elements(&bytes).collect::<Vec<_>>(), nodes, "{kind:?}");
        }
        for (kind, extremes) in [
            (TypedKind::BigInt64Array, ["-9223372036854775808", "9223372036854775807"]),
            (TypedKind::BigUint64Array, ["0", "18446744073709551615"]),
        ] {
            let bytes = bytes(kind, &extremes.map(|text| Node::String(text.into()))).unwrap();
            let read: Vec<Node> = kind.elements(&bytes).collect();
            assert_eq!(read, extremes.map(|text| Node::BigInt(text.parse().unwrap())));
        }
    }

    #[test]
    fn integers_have_to_fit() {
        for (kind, number) in [
            (TypedKind::Int8Array, 128.0),
            (TypedKind::Uint8Array, -1.0),
            (TypedKind::Uint8ClampedArray, 256.0),
            (TypedKind::Uint16Array, 0.5),
            (TypedKind::Int32Array, f64::NAN),
            (TypedKind::Uint32Array, 4294967296.0),
        ] {
            assert_eq!(bytes(kind, &[Node::Number(number)]), Err(ElementError::OutOfRange), "{kind:?}");
        }
        let beyond = Node::String("9223372036854775808".into());
        assert_eq!(bytes(TypedKind::BigInt64Array, &[beyond]), Err(ElementError::OutOfRange));
    }

    #[test]
    fn floats_may_be_special_and_integers_may_not() {
        let special = ["NaN", "Infinity", "-Infinity", "-0"].map(|text| Node::String(text.into()));
        for kind in [TypedKind::Float16Array, TypedKind::Float32Array, TypedKind::Float64Array] {
            let bytes = bytes(kind, &special).unwrap();
            let numbers: Vec<f64> = kind
                .elements(&bytes)
                .map(|node| if let Node::Number(number) = node { number } else { 0.0 })
                .collect();
            assert!(numbers[0].is_nan() && numbers[1] == f64::INFINITY && numbers[2] == f64::NEG_INFINITY);
            assert!(numbers[3] == 0.0 && numbers[3].is_sign_negative());
        }
        assert_eq!(bytes(TypedKind::Int8Array, &special), Err(ElementError::NotANumber));
        assert_eq!(bytes(TypedKind::Float64Array, &[Node::Null]), Err(ElementError::NotANumber));
    }
}
