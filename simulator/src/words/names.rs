//! What people and things are called.

pub(crate) const FIRST_NAMES: [&str; 26] = [
    "Ana",
    "Bo",
    "Chiara",
    "Dmitri",
    "Élodie",
    "Farid",
    "Grace",
    "Hiroshi",
    "Ingrid",
    "João",
    "Katarzyna",
    "Léa",
    "Mei",
    "Ngozi",
    "Олена",
    "Priya",
    "Quentin",
    "Rosa",
    "Søren",
    "Tariq",
    "Uma",
    "Віктор",
    "Wanjiru",
    "Ximena",
    "佐藤",
    "Zoë",
];

pub(crate) const LAST_NAMES: [&str; 26] = [
    "Ruiz",
    "Lind",
    "Ferrari",
    "Орлов",
    "Dubois",
    "Haddad",
    "O'Brien",
    "Tanaka",
    "Nilsen",
    "Pereira",
    "Nowak",
    "Moreau",
    "Zhang",
    "Okafor",
    "Коваль",
    "Sharma",
    "Müller",
    "Santos",
    "Ødegård",
    "Aziz",
    "Iyer",
    "Шевчук",
    "Kamau",
    "López",
    "美咲",
    "van der Berg",
];

pub(crate) const TEAMS: [&str; 24] = [
    "Sales",
    "Product Launch",
    "Finance & Controlling",
    "People",
    "Design Studio",
    "Customer Success",
    "Infrastructure",
    "Legal",
    "Research",
    "Mobile",
    "Маркетинг",
    "採用チーム",
    "Field Service",
    "Data Platform",
    "Quality",
    "Procurement",
    "Équipe Lyon",
    "Security",
    "Brand",
    "Support EMEA",
    "Facilities",
    "Partner Network",
    "Analytics",
    "Internal Tools",
];

pub(crate) const CHANNELS: [&str; 16] = [
    "Planning",
    "Announcements",
    "Budget 2025",
    "Releases",
    "Random",
    "Onboarding",
    "Retrospectives",
    "Vendors",
    "Проект Север",
    "設計レビュー",
    "Roadmap",
    "Incidents",
    "Field notes",
    "Café talk",
    "Hiring",
    "Metrics",
];

/// SharePoint cannot make folders of these names. Graph: known-issues, filesFolder.
pub(crate) const FORBIDDEN_CHANNELS: [&str; 4] =
    ["R&D: next", "C# guild", "Q&A / help", "Who? What?"];

pub(crate) const FILE_STEMS: [&str; 16] = [
    "Plan",
    "Budget 2025",
    "Minutes",
    "Offer",
    "Contract (signed)",
    "Обзор",
    "報告書",
    "Floor plan",
    "Inventory",
    "Réponse",
    "Checklist",
    "Interview notes",
    "Q3 forecast",
    "Logo",
    "Training",
    "דוח",
];

/// Extensions and their media types.
pub(crate) const FILE_KINDS: [(&str, &str); 7] = [
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
    ("png", "image/png"),
    ("mp4", "video/mp4"),
];

pub(crate) const FOLDERS: [&str; 6] = ["Plans", "Archive", "2024", "Drafts", "Фото", "Contracts"];

/// Names of tabs, their apps' ids and names, and how the apps are distributed.
pub(crate) const TAB_APPS: [(&str, &str, &str); 5] = [
    ("Roadmap", "com.microsoft.teamspace.tab.planner", "Planner"),
    ("Contoso orders", "06805b9e-77e3-4b93-ac81-525eb87513b8", "Contoso"),
    ("Wiki", "com.microsoft.teamspace.tab.wiki", "Wiki"),
    ("Notes & plans", "0d820ecd-def2-4297-adad-78056cde7c78", "OneNote"),
    ("Отчёты", "com.microsoft.teamspace.tab.web", "Website"),
];

pub(crate) const BOTS: [&str; 3] = ["Flow", "Incident bot", "Poll"];

pub(crate) const CONNECTORS: [&str; 3] = ["Bing News", "Build server", "Ticket feed"];

pub(crate) const PLACES: [&str; 5] =
    ["Room 4", "Room Ångström", "Harry's Bar", "本社 3F", "Online"];

pub(crate) const CATEGORIES: [&str; 4] = ["Blue category", "Travel", "Клиенты", "1:1"];

pub(crate) const ZONES: [&str; 4] =
    ["W. Europe Standard Time", "Pacific Standard Time", "UTC", "Tokyo Standard Time"];
