function Invoke-ExoStep {
    <#
    .SYNOPSIS
        Runs one operation of the allow-list and prints one JSON document for the runner.
    .DESCRIPTION
        Every property of the input becomes the parameter of the same name. The document goes straight to the console:
        a transcript does not see it.
    .PARAMETER InputBase64
        JSON { schema, operation, correlationId, input, hasSecret } in UTF-8, as base64.
    .EXAMPLE
        Invoke-ExoStep -InputBase64 $base64
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [string] $InputBase64
    )
    Set-StrictMode -Version Latest
    $ErrorActionPreference = 'Stop'

    Set-ExoUICulture
    Set-ExoTls

    $request = ConvertFrom-ExoJson -Json ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($InputBase64)))
    $script:ExoCorrelationId = [string] $request.correlationId
    $warnings = @()
    $secret = ''
    try {
        if ($request.hasSecret) { Read-ExoSecret }
        $function = Get-ExoOperation -Name $request.operation
        $arguments = @{}
        foreach ($property in $request.input.PSObject.Properties) {
            if (-not $function.Parameters.ContainsKey($property.Name)) {
                $text = "$($request.operation) has no input called $($property.Name)."
                throw (New-ExoFailure -Code 'input-invalid' -Message $text)
            }
            $arguments[$property.Name] = $property.Value
        }
        $output = $null
        foreach ($record in @(& $function @arguments 3>&1)) {
            if ($record -is [System.Management.Automation.WarningRecord]) { $warnings += [string] $record.Message }
            else { $output = $record }
        }
        if ($null -ne $output -and $null -ne $output.PSObject.Properties['SecretJson']) {
            $secret = ',' + $output.SecretJson
            $output = $output.Output
        }
        $document = [pscustomobject] @{ schema = 1; ok = $true; warnings = @($warnings); output = $output }
    }
    catch {
        $report = ConvertTo-ExoErrorReport -ErrorRecord $_
        $document = [pscustomobject] @{ schema = 1; ok = $false; warnings = @($warnings); error = $report }
    }
    $json = ConvertTo-ExoJson -InputObject $document
    if ($secret -ne '') {
        # Joined as text into the output, which stands last: parameters of commands may be logged, .NET calls are not.
        $json = $json.Substring(0, $json.Length - 2) + $secret + '}}'
    }
    [Console]::Out.WriteLine("`n##exo:$($script:ExoCorrelationId):result " + $json)
}
