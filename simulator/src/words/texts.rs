//! What is written in messages and events.

pub(crate) const TOPICS: [&str; 14] = [
    "Weekly sync",
    "Launch day",
    "Lunch on Thursday",
    "Budget questions",
    "Audit 2025",
    "Обсуждение бюджета",
    "ワークショップ",
    "On-call hand-over",
    "Office move",
    "Customer visit: Oslo",
    "Réunion d'équipe",
    "Pilot users",
    "Data centre exit",
    "Book club 📚",
];

pub(crate) const SUBJECTS: [&str; 12] = [
    "Minutes of Monday's meeting",
    "Please review by Friday",
    "Change of supplier",
    "New travel policy",
    "Incident 4711: what we know",
    "Итоги квартала",
    "四半期の目標",
    "Welcome to the team!",
    "Invoice run is late",
    "Proposal <draft> & next steps",
    "Demo at 14:00",
    "Résumé de l'atelier",
];

/// Sentences in Latin, Cyrillic, Arabic, Hebrew, Devanagari, Thai, Chinese, Japanese and Korean script, with emoji
/// and combining marks.
pub(crate) const SENTENCES: [&str; 40] = [
    "The draft is in the folder, please have a look before Thursday.",
    "Can someone check the numbers for March? They look too good.",
    "I moved the workshop to next week because of the release.",
    "Thanks, that was exactly what the customer asked for.",
    "We should use Vec<String> here & not a slice.",
    "The build is green again 🎉",
    "Prices go up by 4 % in July; the contract says so on page 12.",
    "Who has the keys for the server room?",
    "Let's keep it simple: one page, three numbers, one decision.",
    "Der Liefertermin verschiebt sich um zwei Wochen, größere Änderungen gibt es nicht.",
    "Je vous envoie le compte rendu de la réunion d'hier.",
    "¿Podemos hablar mañana sobre el presupuesto?",
    "Dziękuję za szybką odpowiedź, wszystko się zgadza.",
    "Projektet følger planen, men testene tager længere tid.",
    "Документ уже согласован, осталось получить подпись директора.",
    "Зустріч перенесли на четвер, адреса та сама.",
    "تم إرسال التقرير إلى العميل هذا الصباح.",
    "يرجى مراجعة الملف قبل نهاية اليوم.",
    "הפגישה נדחתה ליום ראשון בבוקר.",
    "אנא בדקו את המסמך המצורף.",
    "बैठक कल सुबह दस बजे होगी।",
    "कृपया रिपोर्ट शुक्रवार तक भेजें।",
    "การประชุมเลื่อนไปเป็นวันพุธหน้า",
    "ช่วยตรวจสอบเอกสารฉบับนี้ด้วย",
    "会议改到下周三下午三点。",
    "请在周五之前提交报告。",
    "資料を共有フォルダに置きました。ご確認ください。",
    "来週の打ち合わせは十時からです。",
    "다음 주 화요일까지 의견을 보내 주세요.",
    "회의록은 폴더에 올려 두었습니다.",
    "Cafe\u{301} at the corner, nai\u{308}ve question: who pays?",
    "Family day is on Saturday 👨‍👩‍👧 bring everyone.",
    "The temperature was −3 °C, so the pump stopped.",
    "Ship it 🚀 and tell the support team.",
    "Nobody answered the phone at the warehouse, I try again at noon.",
    "See the table below, the last column is new.",
    "I don't think that \"done\" means done here.",
    "Στείλε μου το αρχείο όταν μπορέσεις.",
    "Vui lòng gửi lại bản hợp đồng đã ký.",
    "Toplantı notlarını klasöre ekledim.",
];

/// Longer than what a title takes of a text.
pub(crate) const LONG: &str = "After the review with the customer we agreed on three things: the interface stays as it is, \
     the migration starts in September, and the old reports are kept for two more years.";

pub(crate) const CELLS: [&str; 14] = [
    "Region", "Q1", "Q2", "12,400", "9,870", "Nord", "Süd", "Open", "Done", "Owner", "1 < 2",
    "東京", "Киев", "n/a",
];

pub(crate) const CODE: [&str; 5] = [
    "fn main() {\n    let names: Vec<String> = load();\n    println!(\"{}\", names.len());\n}",
    "SELECT id, name\nFROM orders\nWHERE total > 100 AND state <> 'open';",
    "for path in sorted(root.glob(\"*.csv\")):\n    if path.stat().st_size > 0:\n        read(path)",
    "{\n  \"retries\": 3,\n  \"wait\": \"5s\"\n}",
    "if (a && b) {\n\treturn a < b;\n}",
];

pub(crate) const EMOJI: [(&str, &str); 6] = [
    ("👍", "Yes"),
    ("😀", "Smile"),
    ("🎉", "Party popper"),
    ("❤️", "Heart"),
    ("🙏", "Folded hands"),
    ("🚀", "Rocket"),
];

pub(crate) const REACTIONS: [(&str, &str); 6] = [
    ("like", "Like"),
    ("heart", "Heart"),
    ("laugh", "Laugh"),
    ("surprised", "Surprised"),
    ("👏", "Clapping hands"),
    ("🚀", "Rocket"),
];

pub(crate) const HOSTS: [&str; 4] = [
    "https://www.contoso.com/orders/4711",
    "https://intranet.contoso.com/wiki/plan?page=2",
    "http://status.fabrikam.com/",
    "https://learn.microsoft.com/graph/overview?utm_source=chat",
];
