using System.Text.Json;
using Baton.Plumbing;

namespace Baton.People;

/// <summary>Who changed which setting, and how; kept for good.</summary>
public static class Audit
{
    /// <summary>Writes it down in the commit of the change. The detail must hold no secret.</summary>
    public static Task WriteAudit(this Work work, Guid? by, string deed, string subject, object? detail = null) =>
        work.Run("insert into audit (id, at, user_id, deed, subject, detail) values (@id, @Now, @by, @deed, @subject, @detail::jsonb)",
            new
            {
                id = Guid.CreateVersion7(), work.Now, by, deed, subject,
                detail = detail is null ? null : JsonSerializer.Serialize(detail, JsonSerializerOptions.Web),
            });
}
