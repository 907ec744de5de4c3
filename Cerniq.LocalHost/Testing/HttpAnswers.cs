using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.DurableTask;

namespace Cerniq.LocalHost.Testing;

/// <summary>Answers the HTTP calls of orchestrators in a test, without a network.</summary>
public static class HttpAnswers
{
    /// <summary>Has every <c>CallHttpAsync</c> answered by a function. What <see cref="DurableHttpRequest.HttpRetryOptions"/> says, and
    /// asking again after 202, is done as with a real answer.</summary>
    /// <param name="registry">The tasks of the test.</param>
    /// <param name="answer">Answers, or throws <see cref="HttpRequestException"/> for no answer.</param>
    public static DurableTaskRegistry AnswerHttpCalls(this DurableTaskRegistry registry, Func<DurableHttpRequest, DurableHttpResponse> answer)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(answer);
        return registry.AddActivityFunc<DurableHttpRequest, DurableHttpResponse>(HttpCall.Activity, (_, request) =>
        {
            var response = answer(request);
            return request.HttpRetryOptions?.Wants(response.StatusCode) == true
                ? throw new HttpRequestException($"{request.Uri} answered {(int)response.StatusCode}.", inner: null, response.StatusCode)
                : response;
        });
    }
}
