using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Sends the visitor a code to find out whether an e-mail address is theirs.</summary>
internal static class SendVerificationCode
{
    public static Tool On(Verification verification) => new()
    {
        Name = "send_verification_code",
        Title = "Send a code to the visitor",
        Group = "Verification",
        Description = """
            Sends a code of six digits to an e-mail address, if it is on a contact's record. Use it when a visitor who is not verified asks for something
            about their records. Don't say whether the address is known: the answer is the same either way.
            """,
        Input = new Schema(Field.Email("email", "The address that the visitor says is theirs.").Must),
        IsReadOnly = false,
        OnlyInConversation = true,
        Privileges = ["prvCreateActivity", "prvReadContact"],
        Run = verification.Send,
    };
}
