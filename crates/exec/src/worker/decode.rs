//! Decoding with a budget: bounds the memory of a message, not only its length on the wire.
//!
//! A byte can stand for much: `null` is one on the wire and 32 in a [`tribunal_core::value::Value`]. So every element
//! of a list is charged with its size in memory before it is decoded, every text with its length, and each list and
//! text with the cost of an allocation; decoding stops at the first charge beyond the budget. This holds for every type
//! in a message, because the decoder does it and not the types.

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};

/// Cost of an allocation besides its content, in bytes: the allocator's header, and the rounding.
const ALLOCATION: usize = 32;

/// An error in decoding a message.
#[derive(Debug)]
pub(super) enum DecodeError {
    /// It takes more memory than allowed.
    TooLarge,
    /// Its bytes are no message.
    Undecodable(postcard::Error),
}

/// Decodes a message that takes all of `bytes` and at most `most` bytes in memory.
pub(super) fn decode<'de, T: Deserialize<'de>>(bytes: &'de [u8], most: usize) -> Result<T, DecodeError> {
    let mut budget = Budget { left: most, is_used_up: false };
    let mut inner = postcard::Deserializer::from_bytes(bytes);
    let decoded = T::deserialize(Charged { inner: &mut inner, budget: &mut budget });
    if budget.is_used_up {
        return Err(DecodeError::TooLarge);
    }
    let message = decoded.map_err(DecodeError::Undecodable)?;
    match inner.finalize() {
        Ok([]) => Ok(message),
        Ok(_) => Err(DecodeError::Undecodable(postcard::Error::SerdeDeCustom)),
        Err(error) => Err(DecodeError::Undecodable(error)),
    }
}

/// Number of bytes that may still be allocated.
struct Budget {
    left: usize,
    is_used_up: bool,
}

impl Budget {
    fn charge<E: Error>(&mut self, bytes: usize) -> Result<(), E> {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                self.is_used_up = true;
                Err(E::custom("beyond the budget"))
            }
        }
    }

    /// Charges for a text, or bytes, of this length.
    fn charge_text<E: Error>(&mut self, length: usize) -> Result<(), E> {
        if length == 0 { Ok(()) } else { self.charge(length.saturating_add(ALLOCATION)) }
    }
}

/// A decoder, or a part of one, with charges for its work.
struct Charged<'b, T> {
    inner: T,
    budget: &'b mut Budget,
}

/// A list, with charges for its elements; the fields of a struct or a tuple are part of the value that holds them.
struct ChargedList<'b, T> {
    inner: T,
    budget: &'b mut Budget,
    is_list: bool,
}

/// A visitor of the values of a charged decoder.
struct ChargedVisitor<'b, V> {
    inner: V,
    budget: &'b mut Budget,
    is_list: bool,
}

/// Methods of a decoder that pass their value to a visitor.
macro_rules! hand_over {
    ($($method:ident($($argument:ident: $type:ty),*) $is_list:literal;)*) => {$(
        fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, D::Error> {
            let visitor = ChargedVisitor { inner: visitor, budget: self.budget, is_list: $is_list };
            self.inner.$method($($argument,)* visitor)
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Charged<'_, D> {
    type Error = D::Error;

    hand_over! {
        deserialize_any() false;
        deserialize_bool() false;
        deserialize_i8() false;
        deserialize_i16() false;
        deserialize_i32() false;
        deserialize_i64() false;
        deserialize_i128() false;
        deserialize_u8() false;
        deserialize_u16() false;
        deserialize_u32() false;
        deserialize_u64() false;
        deserialize_u128() false;
        deserialize_f32() false;
        deserialize_f64() false;
        deserialize_char() false;
        deserialize_str() false;
        deserialize_string() false;
        deserialize_bytes() false;
        deserialize_byte_buf() false;
        deserialize_option() false;
        deserialize_unit() false;
        deserialize_unit_struct(name: &'static str) false;
        deserialize_newtype_struct(name: &'static str) false;
        deserialize_seq() true;
        deserialize_tuple(length: usize) false;
        deserialize_tuple_struct(name: &'static str, length: usize) false;
        deserialize_map() true;
        deserialize_struct(name: &'static str, fields: &'static [&'static str]) false;
        deserialize_enum(name: &'static str, variants: &'static [&'static str]) false;
        deserialize_identifier() false;
        deserialize_ignored_any() false;
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

/// Methods of a visitor that allocate nothing.
macro_rules! free {
    ($($method:ident: $type:ty;)*) => {$(
        fn $method<E: Error>(self, value: $type) -> Result<V::Value, E> {
            self.inner.$method(value)
        }
    )*};
}

/// Methods of a visitor that may keep a copy.
macro_rules! texts {
    ($($method:ident: $type:ty;)*) => {$(
        fn $method<E: Error>(self, value: $type) -> Result<V::Value, E> {
            self.budget.charge_text(value.len())?;
            self.inner.$method(value)
        }
    )*};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for ChargedVisitor<'_, V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.inner.expecting(formatter)
    }

    free! {
        visit_bool: bool;
        visit_i8: i8;
        visit_i16: i16;
        visit_i32: i32;
        visit_i64: i64;
        visit_i128: i128;
        visit_u8: u8;
        visit_u16: u16;
        visit_u32: u32;
        visit_u64: u64;
        visit_u128: u128;
        visit_f32: f32;
        visit_f64: f64;
        visit_char: char;
    }

    texts! {
        visit_str: &str;
        visit_borrowed_str: &'de str;
        visit_string: String;
        visit_bytes: &[u8];
        visit_borrowed_bytes: &'de [u8];
        visit_byte_buf: Vec<u8>;
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.inner.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.inner.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.inner.visit_some(Charged { inner, budget: self.budget })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.inner.visit_newtype_struct(Charged { inner, budget: self.budget })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        if self.is_list && inner.size_hint() != Some(0) {
            self.budget.charge(ALLOCATION)?;
        }
        self.inner.visit_seq(ChargedList { inner, budget: self.budget, is_list: self.is_list })
    }

    fn visit_map<A: MapAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        if inner.size_hint() != Some(0) {
            self.budget.charge(ALLOCATION)?;
        }
        self.inner.visit_map(ChargedList { inner, budget: self.budget, is_list: true })
    }

    fn visit_enum<A: EnumAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        self.inner.visit_enum(Charged { inner, budget: self.budget })
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Charged<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        self.inner.deserialize(Charged { inner, budget: self.budget })
    }
}

impl<T> ChargedList<'_, T> {
    /// Charges for one more value of a list, at least one byte.
    fn charge<V, E: Error>(&mut self) -> Result<(), E> {
        if self.is_list { self.budget.charge(size_of::<V>().max(1)) } else { Ok(()) }
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for ChargedList<'_, A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        // There is no element behind the last.
        if self.inner.size_hint() != Some(0) {
            self.charge::<S::Value, _>()?;
        }
        self.inner.next_element_seed(Charged { inner: seed, budget: self.budget })
    }

    fn size_hint(&self) -> Option<usize> {
        // The caller allocates no more than the budget allows.
        self.inner.size_hint().map(|length| length.min(self.budget.left))
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for ChargedList<'_, A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        if self.inner.size_hint() != Some(0) {
            self.charge::<S::Value, _>()?;
        }
        self.inner.next_key_seed(Charged { inner: seed, budget: self.budget })
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.charge::<S::Value, _>()?;
        self.inner.next_value_seed(Charged { inner: seed, budget: self.budget })
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint().map(|length| length.min(self.budget.left))
    }
}

impl<'de, 'b, A: EnumAccess<'de>> EnumAccess<'de> for Charged<'b, A> {
    type Error = A::Error;
    type Variant = Charged<'b, A::Variant>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self::Variant), A::Error> {
        let (value, inner) = self.inner.variant_seed(seed)?;
        Ok((value, Charged { inner, budget: self.budget }))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Charged<'_, A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.inner.unit_variant()
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        self.inner.newtype_variant_seed(Charged { inner: seed, budget: self.budget })
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, A::Error> {
        let visitor = ChargedVisitor { inner: visitor, budget: self.budget, is_list: false };
        self.inner.tuple_variant(length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        let visitor = ChargedVisitor { inner: visitor, budget: self.budget, is_list: false };
        self.inner.struct_variant(fields, visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::Serialize;

    use super::*;
    use tribunal_core::value::{Node, Object, Value, arbitrary};

    fn encoded(message: &impl Serialize) -> Vec<u8> {
        postcard::to_stdvec(message).unwrap()
    }

    /// Returns the least budget with which a message is decoded; one byte less, and it is too large.
    fn cost<T: Serialize + for<'a> Deserialize<'a>>(message: &T) -> usize {
        let bytes = encoded(message);
        let is_enough = |most| match decode::<T>(&bytes, most) {
            Ok(_) => true,
            Err(DecodeError::TooLarge) => false,
            Err(DecodeError::Undecodable(error)) => panic!("{error}"),
        };
        let (mut low, mut high) = (0, 1 << 30);
        while low < high {
            let middle = (low + high) / 2;
            if is_enough(middle) { high = middle } else { low = middle + 1 }
        }
        low
    }

    #[test]
    fn what_is_kept_is_charged_with_what_it_takes_in_memory() {
        let node = size_of::<Node>();
        assert_eq!(cost(&7u64), 0, "it is where the caller wants it");
        assert_eq!(cost(&"text".to_owned()), 4 + ALLOCATION);
        assert_eq!(cost(&vec![1u8, 2, 3]), 3 + ALLOCATION);
        assert_eq!(cost(&vec![(); 9]), 9 + ALLOCATION);
        assert_eq!(cost(&vec![Some("a".to_owned())]), size_of::<String>() + 1 + 2 * ALLOCATION);
        assert_eq!(cost(&BTreeMap::from([(1u8, 2u64)])), 9 + ALLOCATION);
        let nulls = Value { root: Node::Object(0), objects: vec![Object::Array(vec![Node::Null; 1000])] };
        assert_eq!(cost(&nulls), size_of::<Object>() + 1000 * node + 2 * ALLOCATION);
        let pairs = vec![Object::Plain(vec![("k".into(), Node::Null)])];
        let pair = size_of::<(tribunal_core::value::Text, Node)>();
        assert_eq!(cost(&pairs), size_of::<Object>() + pair + 1 + 3 * ALLOCATION);
    }

    #[test]
    fn a_length_that_is_a_lie_makes_no_room() {
        // A list that claims 2^60 elements, and has none.
        let bytes = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10];
        assert!(matches!(decode::<Vec<Node>>(&bytes, 1000), Err(DecodeError::Undecodable(_))));
    }

    #[test]
    fn what_follows_a_message_is_refused() {
        assert!(matches!(decode::<u8>(&[1, 2], 1000), Err(DecodeError::Undecodable(_))));
    }

    proptest! {
        #[test]
        fn any_value_comes_out_as_it_went_in(value in arbitrary::value()) {
            let decoded: Value = decode(&encoded(&value), 1 << 20).unwrap();
            // NaN is not equal to itself.
            prop_assert_eq!(encoded(&decoded), encoded(&value));
        }
    }
}
