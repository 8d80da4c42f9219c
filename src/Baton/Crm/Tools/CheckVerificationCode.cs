using Baton.Tools;

namespace Baton.Crm.Tools;

/// <summary>Takes the code that the visitor got, and so knows who they are.</summary>
internal static class CheckVerificationCode
{
    public static Tool On(Verification verification) => new()
    {
        Name = "check_verification_code",
        Title = "Check the visitor's code",
        Group = "Verification",
        Description = """
            Checks the code that the visitor typed. When it is right, the visitor is verified for this conversation and their records can be shown to them.
            Use it after send_verification_code. Don't use it with a code that the visitor has not typed themselves.
            """,
        Input = new Schema(Field.Text("code", "The six digits, as the visitor typed them.", 40).Must),
        IsReadOnly = false,
        OnlyInConversation = true,
        Privileges = ["prvReadContact"],
        Run = verification.Check,
    };
}
