//! The pictures of the tray icon: one shape per state, in three styles, drawn in `icons/`.

use hemma_core::settings::IconStyle;
use hemma_engine::messages::Overall;

/// A decoded picture: 8-bit RGBA, row by row.
#[derive(Clone, Debug)]
pub struct Picture {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// `width × height × 4` bytes.
    pub rgba: Vec<u8>,
}

/// Which panel the icon is drawn on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// A dark panel wants a light icon.
    Dark,
    /// A light panel wants a dark icon.
    Light,
}

macro_rules! states {
    ($style:literal, $size:literal, $overall:expr) => {
        match $overall {
            Overall::UpToDate => picture!($style, "up_to_date", $size),
            Overall::Working => picture!($style, "working", $size),
            Overall::Waiting => picture!($style, "waiting", $size),
            Overall::Away => picture!($style, "away", $size),
            Overall::Paused => picture!($style, "paused", $size),
            Overall::ActionNeeded => picture!($style, "action_needed", $size),
            Overall::Empty => picture!($style, "empty", $size),
        }
    };
}

macro_rules! picture {
    ($style:literal, $state:literal, $size:literal) => {
        include_bytes!(concat!(
            "../../../../icons/tray/",
            $style,
            "/",
            $state,
            "-",
            $size,
            ".png"
        ))
        .as_slice()
    };
}

macro_rules! sizes {
    ($style:literal, $overall:expr) => {
        [
            states!($style, "22", $overall),
            states!($style, "32", $overall),
            states!($style, "48", $overall),
        ]
    };
}

/// Returns the icon of a state in three sizes, smallest first.
#[must_use]
pub fn pictures(overall: Overall, style: IconStyle, panel: Panel) -> Vec<Picture> {
    let files = match (style, panel) {
        (IconStyle::Colour, _) => sizes!("colour", overall),
        (IconStyle::Monochrome, Panel::Dark) => sizes!("mono-light", overall),
        (IconStyle::Monochrome, Panel::Light) => sizes!("mono-dark", overall),
    };
    files.into_iter().map(decode).collect()
}

fn decode(file: &[u8]) -> Picture {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(
        png::Transformations::normalize_to_color8() | png::Transformations::ALPHA,
    );
    let mut reader = decoder
        .read_info()
        .expect("the pictures are part of the program");
    let mut rgba = vec![0; reader.output_buffer_size().expect("the pictures are small")];
    let info = reader
        .next_frame(&mut rgba)
        .expect("the pictures are part of the program");
    rgba.truncate(info.buffer_size());
    Picture {
        width: info.width,
        height: info.height,
        rgba,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATES: [Overall; 7] = [
        Overall::Empty,
        Overall::UpToDate,
        Overall::Working,
        Overall::Waiting,
        Overall::Away,
        Overall::Paused,
        Overall::ActionNeeded,
    ];

    #[test]
    fn every_state_has_a_shape_of_its_own_in_every_style() {
        for (style, panel) in [
            (IconStyle::Monochrome, Panel::Dark),
            (IconStyle::Monochrome, Panel::Light),
            (IconStyle::Colour, Panel::Dark),
        ] {
            // Colour only helps: the shapes must differ by their opacity alone.
            let shapes: std::collections::BTreeSet<Vec<u8>> = STATES
                .iter()
                .map(|state| {
                    pictures(*state, style, panel)[1]
                        .rgba
                        .chunks_exact(4)
                        .map(|pixel| pixel[3])
                        .collect()
                })
                .collect();
            assert_eq!(shapes.len(), STATES.len(), "{style:?} on {panel:?}");
        }
    }

    #[test]
    fn pictures_are_square_and_as_large_as_they_say() {
        for state in STATES {
            let sizes: Vec<_> = pictures(state, IconStyle::Colour, Panel::Dark)
                .iter()
                .map(|picture| {
                    assert_eq!(
                        picture.rgba.len(),
                        (picture.width * picture.height * 4) as usize
                    );
                    assert_eq!(picture.width, picture.height);
                    picture.width
                })
                .collect();
            assert_eq!(sizes, [22, 32, 48]);
        }
    }
}
