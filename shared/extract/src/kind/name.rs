//! What a name and a media type promise.

use super::Kind;

/// What the extension of a name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// It is read.
    Kind(Kind),
    /// It is known, and nobody here reads it: what it is.
    Unsupported(&'static str),
    /// It says nothing.
    Unknown,
}

impl Named {
    /// By what follows the last dot, in any case. Covers the 31 extensions that Elastic's connectors extract text from
    /// (`TIKA_SUPPORTED_FILETYPES`); of them `.vsd` alone isn't read.
    pub(super) fn by(name: &str) -> Self {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let extension = extension.trim_end().to_ascii_lowercase();
        if let Some(kind) = document(&extension).or_else(|| markup_or_text(&extension)) {
            return Self::Kind(kind);
        }
        unsupported(&extension).map_or(Self::Unknown, Self::Unsupported)
    }
}

/// Whether a file is worth its download, by what is known before: its name, and the media type that Graph gives a
/// `driveItem` (`file.mimeType`).
///
/// An extension that is known decides. Of what nobody knows by its extension only what has a media type of text
/// (`text/…`, JSON, XML, a mail) is worth it: the rest would be images and programs far more often than text.
pub fn is_worth_reading(name: &str, media_type: Option<&str>) -> bool {
    match Named::by(name) {
        Named::Kind(_) => true,
        Named::Unsupported(_) => false,
        Named::Unknown => media_type.is_some_and(is_textual),
    }
}

fn is_textual(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (family, format) = essence.split_once('/').unwrap_or_default();
    family == "text"
        || essence == "message/rfc822"
        || family == "application"
            && (matches!(format, "json" | "xml" | "yaml" | "rtf" | "sql" | "javascript")
                || format.ends_with("+json")
                || format.ends_with("+xml"))
}

fn document(extension: &str) -> Option<Kind> {
    Some(match extension {
        "docx" | "docm" | "dotx" | "dotm" => Kind::Docx,
        "pptx" | "pptm" | "potx" | "potm" | "ppsx" | "ppsm" => Kind::Pptx,
        "xlsx" | "xlsm" | "xltx" | "xltm" | "xlam" => Kind::Xlsx,
        "xlsb" => Kind::Xlsb,
        "doc" | "dot" => Kind::Doc,
        "ppt" | "pot" | "pps" => Kind::Ppt,
        "xls" | "xlt" | "xla" | "xlw" => Kind::Xls,
        "vsdx" | "vsdm" | "vstx" | "vstm" | "vssx" | "vssm" => Kind::Visio,
        "odt" | "ott" | "ods" | "ots" | "odp" | "otp" | "odg" | "otg" | "odf" => Kind::OpenDocument,
        "epub" => Kind::Epub,
        "pdf" => Kind::Pdf,
        "eml" | "mht" | "mhtml" => Kind::Eml,
        "msg" | "oft" => Kind::Msg,
        "rtf" => Kind::Rtf,
        _ => return None,
    })
}

fn markup_or_text(extension: &str) -> Option<Kind> {
    let is_in = |list: &[&str]| list.contains(&extension);
    if is_in(&HTML) {
        Some(Kind::Html)
    } else if is_in(&XML) {
        Some(Kind::Xml)
    } else if is_in(&NOTES) || is_in(&DATA) || is_in(&SOURCE_CODE) {
        Some(Kind::Text)
    } else {
        None
    }
}

const HTML: [&str; 6] = ["html", "htm", "xhtml", "xht", "aspx", "shtml"];

const XML: [&str; 24] = [
    "xml", "svg", "xsd", "xsl", "xslt", "rss", "atom", "kml", "gpx", "plist", "resx", "fodt",
    "fods", "fodp", "fodg", "bpmn", "drawio", "wsdl", "dita", "xlf", "xliff", "tmx", "xaml",
    "csproj",
];

/// Notes and tables.
const NOTES: [&str; 24] = [
    "txt", "text", "md", "markdown", "mdx", "rst", "adoc", "asciidoc", "org", "paper", "csv",
    "tsv", "tab", "psv", "log", "vtt", "srt", "ics", "vcf", "ldif", "bib", "tex", "diff", "patch",
];

/// Data and settings.
const DATA: [&str; 24] = [
    "json",
    "jsonl",
    "ndjson",
    "json5",
    "geojson",
    "ipynb",
    "har",
    "yaml",
    "yml",
    "toml",
    "ini",
    "cfg",
    "conf",
    "config",
    "properties",
    "tf",
    "tfvars",
    "hcl",
    "proto",
    "graphql",
    "kql",
    "sql",
    "esql",
    "reg",
];

const SOURCE_CODE: [&str; 78] = [
    "py",
    "rb",
    "sh",
    "bash",
    "zsh",
    "ps1",
    "psm1",
    "psd1",
    "bat",
    "cmd",
    "js",
    "mjs",
    "cjs",
    "ts",
    "tsx",
    "jsx",
    "vue",
    "svelte",
    "css",
    "scss",
    "sass",
    "less",
    "java",
    "kt",
    "kts",
    "scala",
    "groovy",
    "gradle",
    "c",
    "h",
    "cc",
    "cpp",
    "cxx",
    "hpp",
    "cs",
    "fs",
    "vb",
    "vbs",
    "bas",
    "go",
    "rs",
    "swift",
    "m",
    "mm",
    "php",
    "pl",
    "pm",
    "lua",
    "r",
    "rmd",
    "jl",
    "dart",
    "ex",
    "exs",
    "erl",
    "hs",
    "clj",
    "lisp",
    "el",
    "asm",
    "f90",
    "pas",
    "zig",
    "nix",
    "cmake",
    "mk",
    "dockerfile",
    "jsp",
    "cshtml",
    "razor",
    "erb",
    "j2",
    "bicep",
    "awk",
    "sed",
    "tcl",
    "cob",
    "abap",
];

fn unsupported(extension: &str) -> Option<&'static str> {
    Some(match extension {
        "vsd" | "vst" | "vss" => "a Visio drawing of 2010 or before (vsd)",
        "one" | "onetoc2" | "onepkg" => "a OneNote notebook",
        "pub" => "a Publisher document",
        "mpp" | "mpt" => "a Project plan",
        "mdb" | "accdb" | "sqlite" | "sqlite3" | "db" | "dbf" | "parquet" | "avro" | "orc"
        | "pbix" => "a database",
        "pst" | "ost" | "mbox" => "a mailbox",
        "pages" | "numbers" | "key" => "an iWork document",
        "xps" | "oxps" | "ps" | "eps" | "ai" | "indd" | "djvu" | "mobi" | "azw3" | "wpd" => {
            "a document of another kind"
        }
        "png" | "jpg" | "jpeg" | "jfif" | "gif" | "bmp" | "tif" | "tiff" | "webp" | "heic"
        | "heif" | "avif" | "ico" | "emf" | "wmf" | "psd" | "xcf" | "raw" | "cr2" | "nef"
        | "dng" | "jp2" | "tga" => "an image",
        "mp4" | "m4v" | "mov" | "avi" | "mkv" | "webm" | "wmv" | "mpg" | "mpeg" | "flv" | "3gp"
        | "ogv" => "a video",
        "mp3" | "m4a" | "wav" | "flac" | "aac" | "ogg" | "opus" | "wma" | "aiff" | "amr"
        | "mid" => "a sound",
        "zip" | "7z" | "rar" | "gz" | "tgz" | "bz2" | "xz" | "zst" | "tar" | "cab" | "iso"
        | "dmg" | "jar" | "war" | "apk" | "ipa" | "deb" | "rpm" | "whl" | "nupkg" | "vhd"
        | "vhdx" | "vmdk" => "an archive",
        "exe" | "dll" | "msi" | "msix" | "so" | "dylib" | "bin" | "sys" | "class" | "pyc"
        | "wasm" | "o" | "obj" | "lib" | "a" => "an executable",
        "ttf" | "otf" | "woff" | "woff2" | "eot" => "a font",
        "dwg" | "dxf" | "stl" | "step" | "stp" | "iges" | "igs" | "rvt" | "rfa" | "skp" | "ifc"
        | "blend" | "fbx" | "glb" | "3mf" => "a drawing or a model",
        "p7m" | "p7s" | "pfx" | "p12" | "gpg" | "pgp" | "asc" | "sig" | "kdbx" => {
            "an encrypted or signed file"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Elastic: connectors framework, `TIKA_SUPPORTED_FILETYPES`, but for `.vsd`.
    const ELASTIC: [&str; 30] = [
        "txt", "py", "rst", "html", "markdown", "json", "xml", "csv", "md", "ppt", "rtf", "docx",
        "odt", "xls", "xlsx", "rb", "paper", "sh", "pptx", "pdf", "doc", "aspx", "xlsb", "xlsm",
        "tsv", "svg", "msg", "potx", "vsdx", "vsdm",
    ];

    #[test]
    fn what_elastic_reads_is_read_and_more() {
        for extension in ELASTIC.into_iter().chain([
            "htm", "xhtml", "ods", "odp", "epub", "eml", "vtt", "log", "yaml", "yml", "fodt",
        ]) {
            let name = format!("a.b.{}", extension.to_uppercase());
            assert!(matches!(Named::by(&name), Named::Kind(_)), "{name}");
            assert!(is_worth_reading(&name, Some("application/octet-stream")), "{name}");
        }
    }

    #[test]
    fn what_nobody_reads_is_not_downloaded() {
        for name in ["a.png", "a.MP4", "a.zip", "a.exe", "a.vsd", "a.one", "a.heic"] {
            assert!(!is_worth_reading(name, Some("text/plain")), "{name}");
        }
    }

    #[test]
    fn the_media_type_decides_where_the_name_says_nothing() {
        for media_type in
            ["text/x-log; charset=utf-8", "application/json", "image/svg+xml", "message/rfc822"]
        {
            let is_image = media_type.starts_with("image");
            assert_eq!(is_worth_reading("README", Some(media_type)), !is_image, "{media_type}");
        }
        assert!(!is_worth_reading("README", Some("application/octet-stream")));
        assert!(!is_worth_reading("data.xyz", None));
        assert!(!is_worth_reading("", Some("nonsense")));
    }
}
