//! Entra's sign-in errors, and what an operator does about each.
//!
//! Entra: reference-error-codes.

/// What an `AADSTS` code means for whoever runs the connector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advice {
    /// What is wrong, and what to do next.
    pub text: &'static str,
    /// Whether waiting may help.
    pub outlook: Outlook,
}

/// Whether a refused sign-in may succeed by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlook {
    /// Someone must act first; trying again can lock an account.
    Final,
    /// It may pass.
    Transient,
}

/// What to say about the code; none for codes that this page doesn't know.
pub fn advice(code: u32) -> Option<Advice> {
    let text = final_advice(code);
    if let Some(text) = text {
        return Some(Advice { text, outlook: Outlook::Final });
    }
    let text = match code {
        50196 => "Entra saw this client ask for tokens in a loop; it will be asked less often",
        90006 | 90012 | 90024 | 90033 | 90055 => {
            "Entra is busy for the moment; it will be asked again"
        }
        _ => return None,
    };
    Some(Advice { text, outlook: Outlook::Transient })
}

/// The codes about which someone must do something.
fn final_advice(code: u32) -> Option<&'static str> {
    Some(match code {
        7_000_215 => {
            "the client secret is wrong: paste the secret's value, not its id (Certificates & secrets)"
        }
        7_000_222 => "the client secret has expired: create a new one, or use a certificate",
        7_000_218 => "no client secret was sent: set secret_value",
        700_016 => {
            "the application is not known in this tenant: check client_id and tenant_id, and that admin consent \
             was given"
        }
        7_000_112 => {
            "the application is disabled in this tenant: enable it under Enterprise applications"
        }
        700_027 => {
            "the certificate's signature is not valid: register this certificate with the application"
        }
        700_024 => "the assertion is outside its time: set this machine's clock",
        70021 | 700_213 => {
            "no federated credential matches: compare its issuer, subject and audience"
        }
        700_229 => "the federated credential was given a user's token: it takes an application's",
        90002 => "the tenant was not found: check tenant_id and the cloud (graph.login_root)",
        90023 | 900_023 => {
            "the tenant id is malformed: copy the directory (tenant) id from the overview page"
        }
        90038 | 900_432 | 900_382 => {
            "the tenant lives in another national cloud: set graph.root and graph.login_root to it"
        }
        9_001_023 => {
            "this sign-in needs a tenant: set tenant_id to the tenant's own id, not common"
        }
        90014 | 900_144 => "a field of the sign-in is missing: check that no setting is empty",
        70011 | 1_002_012 => "the scope is not valid: check graph.root",
        65001 => {
            "consent is missing: an administrator must grant it (API permissions, Grant admin consent)"
        }
        90094 | 90095 => {
            "an administrator must grant consent (API permissions, Grant admin consent)"
        }
        50126 => "user name or password is wrong",
        50034 => "the user does not exist in this tenant: check username",
        50053 => "the account is locked: unlock it before the next try",
        50055 => "the password has expired: set a new one",
        50057 => "the user's account is disabled: enable it",
        50076 | 50079 | 50158 => {
            "a second factor is demanded, which no unattended sign-in can give: use the application's own sign-in \
             (leave username and password out)"
        }
        53000 | 53003 | 530_032 | 530_034 => {
            "a Conditional Access policy blocks this sign-in: exempt the application from it"
        }
        _ => return None,
    })
}

/// The code in an `error_description` such as `AADSTS7000215: Invalid client secret …`.
pub(crate) fn code_in(description: &str) -> Option<u32> {
    let (_, after) = description.split_once("AADSTS")?;
    after.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_secret_says_that_the_value_is_wanted_and_is_final() {
        let advice = advice(7_000_215).unwrap();
        assert!(advice.text.contains("value, not its id"));
        assert_eq!(advice.outlook, Outlook::Final);
    }

    #[test]
    fn a_busy_entra_is_asked_again_and_an_unknown_code_gets_no_invented_advice() {
        assert_eq!(advice(90033).unwrap().outlook, Outlook::Transient);
        assert_eq!(advice(1), None);
    }

    #[test]
    fn the_code_is_found_in_the_description() {
        assert_eq!(code_in("AADSTS70011: The provided value ..."), Some(70011));
        assert_eq!(code_in("something else"), None);
    }
}
